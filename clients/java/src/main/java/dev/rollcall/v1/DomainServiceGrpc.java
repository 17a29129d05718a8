package dev.rollcall.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Manages SIP domains.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class DomainServiceGrpc {

  private DomainServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "rollcall.v1.DomainService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.CreateDomainRequest,
      dev.rollcall.v1.CreateDomainResponse> getCreateDomainMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateDomain",
      requestType = dev.rollcall.v1.CreateDomainRequest.class,
      responseType = dev.rollcall.v1.CreateDomainResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.CreateDomainRequest,
      dev.rollcall.v1.CreateDomainResponse> getCreateDomainMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.CreateDomainRequest, dev.rollcall.v1.CreateDomainResponse> getCreateDomainMethod;
    if ((getCreateDomainMethod = DomainServiceGrpc.getCreateDomainMethod) == null) {
      synchronized (DomainServiceGrpc.class) {
        if ((getCreateDomainMethod = DomainServiceGrpc.getCreateDomainMethod) == null) {
          DomainServiceGrpc.getCreateDomainMethod = getCreateDomainMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.CreateDomainRequest, dev.rollcall.v1.CreateDomainResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateDomain"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.CreateDomainRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.CreateDomainResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DomainServiceMethodDescriptorSupplier("CreateDomain"))
              .build();
        }
      }
    }
    return getCreateDomainMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.GetDomainRequest,
      dev.rollcall.v1.GetDomainResponse> getGetDomainMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetDomain",
      requestType = dev.rollcall.v1.GetDomainRequest.class,
      responseType = dev.rollcall.v1.GetDomainResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.GetDomainRequest,
      dev.rollcall.v1.GetDomainResponse> getGetDomainMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.GetDomainRequest, dev.rollcall.v1.GetDomainResponse> getGetDomainMethod;
    if ((getGetDomainMethod = DomainServiceGrpc.getGetDomainMethod) == null) {
      synchronized (DomainServiceGrpc.class) {
        if ((getGetDomainMethod = DomainServiceGrpc.getGetDomainMethod) == null) {
          DomainServiceGrpc.getGetDomainMethod = getGetDomainMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.GetDomainRequest, dev.rollcall.v1.GetDomainResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetDomain"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetDomainRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetDomainResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DomainServiceMethodDescriptorSupplier("GetDomain"))
              .build();
        }
      }
    }
    return getGetDomainMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ListDomainsRequest,
      dev.rollcall.v1.ListDomainsResponse> getListDomainsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListDomains",
      requestType = dev.rollcall.v1.ListDomainsRequest.class,
      responseType = dev.rollcall.v1.ListDomainsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ListDomainsRequest,
      dev.rollcall.v1.ListDomainsResponse> getListDomainsMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ListDomainsRequest, dev.rollcall.v1.ListDomainsResponse> getListDomainsMethod;
    if ((getListDomainsMethod = DomainServiceGrpc.getListDomainsMethod) == null) {
      synchronized (DomainServiceGrpc.class) {
        if ((getListDomainsMethod = DomainServiceGrpc.getListDomainsMethod) == null) {
          DomainServiceGrpc.getListDomainsMethod = getListDomainsMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ListDomainsRequest, dev.rollcall.v1.ListDomainsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListDomains"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListDomainsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListDomainsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DomainServiceMethodDescriptorSupplier("ListDomains"))
              .build();
        }
      }
    }
    return getListDomainsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateDomainRequest,
      dev.rollcall.v1.UpdateDomainResponse> getUpdateDomainMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateDomain",
      requestType = dev.rollcall.v1.UpdateDomainRequest.class,
      responseType = dev.rollcall.v1.UpdateDomainResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateDomainRequest,
      dev.rollcall.v1.UpdateDomainResponse> getUpdateDomainMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateDomainRequest, dev.rollcall.v1.UpdateDomainResponse> getUpdateDomainMethod;
    if ((getUpdateDomainMethod = DomainServiceGrpc.getUpdateDomainMethod) == null) {
      synchronized (DomainServiceGrpc.class) {
        if ((getUpdateDomainMethod = DomainServiceGrpc.getUpdateDomainMethod) == null) {
          DomainServiceGrpc.getUpdateDomainMethod = getUpdateDomainMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.UpdateDomainRequest, dev.rollcall.v1.UpdateDomainResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateDomain"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UpdateDomainRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UpdateDomainResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DomainServiceMethodDescriptorSupplier("UpdateDomain"))
              .build();
        }
      }
    }
    return getUpdateDomainMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteDomainRequest,
      dev.rollcall.v1.DeleteDomainResponse> getDeleteDomainMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteDomain",
      requestType = dev.rollcall.v1.DeleteDomainRequest.class,
      responseType = dev.rollcall.v1.DeleteDomainResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteDomainRequest,
      dev.rollcall.v1.DeleteDomainResponse> getDeleteDomainMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteDomainRequest, dev.rollcall.v1.DeleteDomainResponse> getDeleteDomainMethod;
    if ((getDeleteDomainMethod = DomainServiceGrpc.getDeleteDomainMethod) == null) {
      synchronized (DomainServiceGrpc.class) {
        if ((getDeleteDomainMethod = DomainServiceGrpc.getDeleteDomainMethod) == null) {
          DomainServiceGrpc.getDeleteDomainMethod = getDeleteDomainMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.DeleteDomainRequest, dev.rollcall.v1.DeleteDomainResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteDomain"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeleteDomainRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeleteDomainResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DomainServiceMethodDescriptorSupplier("DeleteDomain"))
              .build();
        }
      }
    }
    return getDeleteDomainMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.UndeleteDomainRequest,
      dev.rollcall.v1.UndeleteDomainResponse> getUndeleteDomainMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UndeleteDomain",
      requestType = dev.rollcall.v1.UndeleteDomainRequest.class,
      responseType = dev.rollcall.v1.UndeleteDomainResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.UndeleteDomainRequest,
      dev.rollcall.v1.UndeleteDomainResponse> getUndeleteDomainMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.UndeleteDomainRequest, dev.rollcall.v1.UndeleteDomainResponse> getUndeleteDomainMethod;
    if ((getUndeleteDomainMethod = DomainServiceGrpc.getUndeleteDomainMethod) == null) {
      synchronized (DomainServiceGrpc.class) {
        if ((getUndeleteDomainMethod = DomainServiceGrpc.getUndeleteDomainMethod) == null) {
          DomainServiceGrpc.getUndeleteDomainMethod = getUndeleteDomainMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.UndeleteDomainRequest, dev.rollcall.v1.UndeleteDomainResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UndeleteDomain"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UndeleteDomainRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UndeleteDomainResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DomainServiceMethodDescriptorSupplier("UndeleteDomain"))
              .build();
        }
      }
    }
    return getUndeleteDomainMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static DomainServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DomainServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DomainServiceStub>() {
        @java.lang.Override
        public DomainServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DomainServiceStub(channel, callOptions);
        }
      };
    return DomainServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static DomainServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DomainServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DomainServiceBlockingV2Stub>() {
        @java.lang.Override
        public DomainServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DomainServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return DomainServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static DomainServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DomainServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DomainServiceBlockingStub>() {
        @java.lang.Override
        public DomainServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DomainServiceBlockingStub(channel, callOptions);
        }
      };
    return DomainServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static DomainServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DomainServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DomainServiceFutureStub>() {
        @java.lang.Override
        public DomainServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DomainServiceFutureStub(channel, callOptions);
        }
      };
    return DomainServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Manages SIP domains.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Creates a domain in the caller's account, with the predefined roles.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat
     * answers RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    default void createDomain(dev.rollcall.v1.CreateDomainRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateDomainResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateDomainMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one domain, also a soft-deleted one.
     * Scope: `domains:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void getDomain(dev.rollcall.v1.GetDomainRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetDomainResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetDomainMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the domains of the caller's account, a page at a time; with scope `admin`, of every account.
     * Scope: `domains:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void listDomains(dev.rollcall.v1.ListDomainsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListDomainsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListDomainsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes fields of a domain. Disabling it, or a tighter registration policy, ends the registrations that it no
     * longer allows in the same transaction, each with its event.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    default void updateDomain(dev.rollcall.v1.UpdateDomainRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateDomainResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateDomainMethod(), responseObserver);
    }

    /**
     * <pre>
     * Soft-deletes a domain (AIP-164): its users can no longer register, and what was registered is gone. It is purged at
     * `purge_time`; until then UndeleteDomain brings it back and its name stays taken.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is deleted already),
     * ETAG_MISMATCH (ABORTED), DOMAIN_NOT_EMPTY (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    default void deleteDomain(dev.rollcall.v1.DeleteDomainRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteDomainResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteDomainMethod(), responseObserver);
    }

    /**
     * <pre>
     * Brings a soft-deleted domain back, with its users as they were. Registrations are not brought back: phones register
     * again.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is purged),
     * RESOURCE_NOT_DELETED (ALREADY_EXISTS), ETAG_MISMATCH (ABORTED), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_DELETED when the first one
     * took effect.
     * </pre>
     */
    default void undeleteDomain(dev.rollcall.v1.UndeleteDomainRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UndeleteDomainResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUndeleteDomainMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service DomainService.
   * <pre>
   * Manages SIP domains.
   * </pre>
   */
  public static abstract class DomainServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return DomainServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service DomainService.
   * <pre>
   * Manages SIP domains.
   * </pre>
   */
  public static final class DomainServiceStub
      extends io.grpc.stub.AbstractAsyncStub<DomainServiceStub> {
    private DomainServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DomainServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DomainServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a domain in the caller's account, with the predefined roles.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat
     * answers RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public void createDomain(dev.rollcall.v1.CreateDomainRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateDomainResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateDomainMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one domain, also a soft-deleted one.
     * Scope: `domains:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void getDomain(dev.rollcall.v1.GetDomainRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetDomainResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetDomainMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the domains of the caller's account, a page at a time; with scope `admin`, of every account.
     * Scope: `domains:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void listDomains(dev.rollcall.v1.ListDomainsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListDomainsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListDomainsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes fields of a domain. Disabling it, or a tighter registration policy, ends the registrations that it no
     * longer allows in the same transaction, each with its event.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public void updateDomain(dev.rollcall.v1.UpdateDomainRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateDomainResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateDomainMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Soft-deletes a domain (AIP-164): its users can no longer register, and what was registered is gone. It is purged at
     * `purge_time`; until then UndeleteDomain brings it back and its name stays taken.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is deleted already),
     * ETAG_MISMATCH (ABORTED), DOMAIN_NOT_EMPTY (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public void deleteDomain(dev.rollcall.v1.DeleteDomainRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteDomainResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteDomainMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Brings a soft-deleted domain back, with its users as they were. Registrations are not brought back: phones register
     * again.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is purged),
     * RESOURCE_NOT_DELETED (ALREADY_EXISTS), ETAG_MISMATCH (ABORTED), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_DELETED when the first one
     * took effect.
     * </pre>
     */
    public void undeleteDomain(dev.rollcall.v1.UndeleteDomainRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UndeleteDomainResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUndeleteDomainMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service DomainService.
   * <pre>
   * Manages SIP domains.
   * </pre>
   */
  public static final class DomainServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<DomainServiceBlockingV2Stub> {
    private DomainServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DomainServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DomainServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a domain in the caller's account, with the predefined roles.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat
     * answers RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public dev.rollcall.v1.CreateDomainResponse createDomain(dev.rollcall.v1.CreateDomainRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateDomainMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one domain, also a soft-deleted one.
     * Scope: `domains:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetDomainResponse getDomain(dev.rollcall.v1.GetDomainRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetDomainMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the domains of the caller's account, a page at a time; with scope `admin`, of every account.
     * Scope: `domains:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListDomainsResponse listDomains(dev.rollcall.v1.ListDomainsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListDomainsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes fields of a domain. Disabling it, or a tighter registration policy, ends the registrations that it no
     * longer allows in the same transaction, each with its event.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public dev.rollcall.v1.UpdateDomainResponse updateDomain(dev.rollcall.v1.UpdateDomainRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateDomainMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Soft-deletes a domain (AIP-164): its users can no longer register, and what was registered is gone. It is purged at
     * `purge_time`; until then UndeleteDomain brings it back and its name stays taken.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is deleted already),
     * ETAG_MISMATCH (ABORTED), DOMAIN_NOT_EMPTY (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public dev.rollcall.v1.DeleteDomainResponse deleteDomain(dev.rollcall.v1.DeleteDomainRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteDomainMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Brings a soft-deleted domain back, with its users as they were. Registrations are not brought back: phones register
     * again.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is purged),
     * RESOURCE_NOT_DELETED (ALREADY_EXISTS), ETAG_MISMATCH (ABORTED), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_DELETED when the first one
     * took effect.
     * </pre>
     */
    public dev.rollcall.v1.UndeleteDomainResponse undeleteDomain(dev.rollcall.v1.UndeleteDomainRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUndeleteDomainMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service DomainService.
   * <pre>
   * Manages SIP domains.
   * </pre>
   */
  public static final class DomainServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<DomainServiceBlockingStub> {
    private DomainServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DomainServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DomainServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a domain in the caller's account, with the predefined roles.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat
     * answers RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public dev.rollcall.v1.CreateDomainResponse createDomain(dev.rollcall.v1.CreateDomainRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateDomainMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one domain, also a soft-deleted one.
     * Scope: `domains:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetDomainResponse getDomain(dev.rollcall.v1.GetDomainRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetDomainMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the domains of the caller's account, a page at a time; with scope `admin`, of every account.
     * Scope: `domains:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListDomainsResponse listDomains(dev.rollcall.v1.ListDomainsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListDomainsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes fields of a domain. Disabling it, or a tighter registration policy, ends the registrations that it no
     * longer allows in the same transaction, each with its event.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public dev.rollcall.v1.UpdateDomainResponse updateDomain(dev.rollcall.v1.UpdateDomainRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateDomainMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Soft-deletes a domain (AIP-164): its users can no longer register, and what was registered is gone. It is purged at
     * `purge_time`; until then UndeleteDomain brings it back and its name stays taken.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is deleted already),
     * ETAG_MISMATCH (ABORTED), DOMAIN_NOT_EMPTY (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public dev.rollcall.v1.DeleteDomainResponse deleteDomain(dev.rollcall.v1.DeleteDomainRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteDomainMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Brings a soft-deleted domain back, with its users as they were. Registrations are not brought back: phones register
     * again.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is purged),
     * RESOURCE_NOT_DELETED (ALREADY_EXISTS), ETAG_MISMATCH (ABORTED), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_DELETED when the first one
     * took effect.
     * </pre>
     */
    public dev.rollcall.v1.UndeleteDomainResponse undeleteDomain(dev.rollcall.v1.UndeleteDomainRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUndeleteDomainMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service DomainService.
   * <pre>
   * Manages SIP domains.
   * </pre>
   */
  public static final class DomainServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<DomainServiceFutureStub> {
    private DomainServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DomainServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DomainServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a domain in the caller's account, with the predefined roles.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat
     * answers RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.CreateDomainResponse> createDomain(
        dev.rollcall.v1.CreateDomainRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateDomainMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one domain, also a soft-deleted one.
     * Scope: `domains:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.GetDomainResponse> getDomain(
        dev.rollcall.v1.GetDomainRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetDomainMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the domains of the caller's account, a page at a time; with scope `admin`, of every account.
     * Scope: `domains:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.ListDomainsResponse> listDomains(
        dev.rollcall.v1.ListDomainsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListDomainsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes fields of a domain. Disabling it, or a tighter registration policy, ends the registrations that it no
     * longer allows in the same transaction, each with its event.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.UpdateDomainResponse> updateDomain(
        dev.rollcall.v1.UpdateDomainRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateDomainMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Soft-deletes a domain (AIP-164): its users can no longer register, and what was registered is gone. It is purged at
     * `purge_time`; until then UndeleteDomain brings it back and its name stays taken.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is deleted already),
     * ETAG_MISMATCH (ABORTED), DOMAIN_NOT_EMPTY (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.DeleteDomainResponse> deleteDomain(
        dev.rollcall.v1.DeleteDomainRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteDomainMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Brings a soft-deleted domain back, with its users as they were. Registrations are not brought back: phones register
     * again.
     * Scope: `domains:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is purged),
     * RESOURCE_NOT_DELETED (ALREADY_EXISTS), ETAG_MISMATCH (ABORTED), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_DELETED when the first one
     * took effect.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.UndeleteDomainResponse> undeleteDomain(
        dev.rollcall.v1.UndeleteDomainRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUndeleteDomainMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_DOMAIN = 0;
  private static final int METHODID_GET_DOMAIN = 1;
  private static final int METHODID_LIST_DOMAINS = 2;
  private static final int METHODID_UPDATE_DOMAIN = 3;
  private static final int METHODID_DELETE_DOMAIN = 4;
  private static final int METHODID_UNDELETE_DOMAIN = 5;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final AsyncService serviceImpl;
    private final int methodId;

    MethodHandlers(AsyncService serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_CREATE_DOMAIN:
          serviceImpl.createDomain((dev.rollcall.v1.CreateDomainRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateDomainResponse>) responseObserver);
          break;
        case METHODID_GET_DOMAIN:
          serviceImpl.getDomain((dev.rollcall.v1.GetDomainRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.GetDomainResponse>) responseObserver);
          break;
        case METHODID_LIST_DOMAINS:
          serviceImpl.listDomains((dev.rollcall.v1.ListDomainsRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ListDomainsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_DOMAIN:
          serviceImpl.updateDomain((dev.rollcall.v1.UpdateDomainRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateDomainResponse>) responseObserver);
          break;
        case METHODID_DELETE_DOMAIN:
          serviceImpl.deleteDomain((dev.rollcall.v1.DeleteDomainRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteDomainResponse>) responseObserver);
          break;
        case METHODID_UNDELETE_DOMAIN:
          serviceImpl.undeleteDomain((dev.rollcall.v1.UndeleteDomainRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.UndeleteDomainResponse>) responseObserver);
          break;
        default:
          throw new AssertionError();
      }
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public io.grpc.stub.StreamObserver<Req> invoke(
        io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getCreateDomainMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.CreateDomainRequest,
              dev.rollcall.v1.CreateDomainResponse>(
                service, METHODID_CREATE_DOMAIN)))
        .addMethod(
          getGetDomainMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.GetDomainRequest,
              dev.rollcall.v1.GetDomainResponse>(
                service, METHODID_GET_DOMAIN)))
        .addMethod(
          getListDomainsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.ListDomainsRequest,
              dev.rollcall.v1.ListDomainsResponse>(
                service, METHODID_LIST_DOMAINS)))
        .addMethod(
          getUpdateDomainMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.UpdateDomainRequest,
              dev.rollcall.v1.UpdateDomainResponse>(
                service, METHODID_UPDATE_DOMAIN)))
        .addMethod(
          getDeleteDomainMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.DeleteDomainRequest,
              dev.rollcall.v1.DeleteDomainResponse>(
                service, METHODID_DELETE_DOMAIN)))
        .addMethod(
          getUndeleteDomainMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.UndeleteDomainRequest,
              dev.rollcall.v1.UndeleteDomainResponse>(
                service, METHODID_UNDELETE_DOMAIN)))
        .build();
  }

  private static abstract class DomainServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    DomainServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.rollcall.v1.DomainProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("DomainService");
    }
  }

  private static final class DomainServiceFileDescriptorSupplier
      extends DomainServiceBaseDescriptorSupplier {
    DomainServiceFileDescriptorSupplier() {}
  }

  private static final class DomainServiceMethodDescriptorSupplier
      extends DomainServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    DomainServiceMethodDescriptorSupplier(java.lang.String methodName) {
      this.methodName = methodName;
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().findMethodByName(methodName);
    }
  }

  private static volatile io.grpc.ServiceDescriptor serviceDescriptor;

  public static io.grpc.ServiceDescriptor getServiceDescriptor() {
    io.grpc.ServiceDescriptor result = serviceDescriptor;
    if (result == null) {
      synchronized (DomainServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new DomainServiceFileDescriptorSupplier())
              .addMethod(getCreateDomainMethod())
              .addMethod(getGetDomainMethod())
              .addMethod(getListDomainsMethod())
              .addMethod(getUpdateDomainMethod())
              .addMethod(getDeleteDomainMethod())
              .addMethod(getUndeleteDomainMethod())
              .build();
        }
      }
    }
    return result;
  }
}
