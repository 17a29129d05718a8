package dev.rollcall.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Reads, watches and ends registrations.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class RegistrationServiceGrpc {

  private RegistrationServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "rollcall.v1.RegistrationService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ListRegistrationsRequest,
      dev.rollcall.v1.ListRegistrationsResponse> getListRegistrationsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListRegistrations",
      requestType = dev.rollcall.v1.ListRegistrationsRequest.class,
      responseType = dev.rollcall.v1.ListRegistrationsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ListRegistrationsRequest,
      dev.rollcall.v1.ListRegistrationsResponse> getListRegistrationsMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ListRegistrationsRequest, dev.rollcall.v1.ListRegistrationsResponse> getListRegistrationsMethod;
    if ((getListRegistrationsMethod = RegistrationServiceGrpc.getListRegistrationsMethod) == null) {
      synchronized (RegistrationServiceGrpc.class) {
        if ((getListRegistrationsMethod = RegistrationServiceGrpc.getListRegistrationsMethod) == null) {
          RegistrationServiceGrpc.getListRegistrationsMethod = getListRegistrationsMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ListRegistrationsRequest, dev.rollcall.v1.ListRegistrationsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListRegistrations"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListRegistrationsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListRegistrationsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RegistrationServiceMethodDescriptorSupplier("ListRegistrations"))
              .build();
        }
      }
    }
    return getListRegistrationsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.GetRegistrationRequest,
      dev.rollcall.v1.GetRegistrationResponse> getGetRegistrationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetRegistration",
      requestType = dev.rollcall.v1.GetRegistrationRequest.class,
      responseType = dev.rollcall.v1.GetRegistrationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.GetRegistrationRequest,
      dev.rollcall.v1.GetRegistrationResponse> getGetRegistrationMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.GetRegistrationRequest, dev.rollcall.v1.GetRegistrationResponse> getGetRegistrationMethod;
    if ((getGetRegistrationMethod = RegistrationServiceGrpc.getGetRegistrationMethod) == null) {
      synchronized (RegistrationServiceGrpc.class) {
        if ((getGetRegistrationMethod = RegistrationServiceGrpc.getGetRegistrationMethod) == null) {
          RegistrationServiceGrpc.getGetRegistrationMethod = getGetRegistrationMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.GetRegistrationRequest, dev.rollcall.v1.GetRegistrationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetRegistration"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetRegistrationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetRegistrationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RegistrationServiceMethodDescriptorSupplier("GetRegistration"))
              .build();
        }
      }
    }
    return getGetRegistrationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.BatchGetUserStatusesRequest,
      dev.rollcall.v1.BatchGetUserStatusesResponse> getBatchGetUserStatusesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "BatchGetUserStatuses",
      requestType = dev.rollcall.v1.BatchGetUserStatusesRequest.class,
      responseType = dev.rollcall.v1.BatchGetUserStatusesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.BatchGetUserStatusesRequest,
      dev.rollcall.v1.BatchGetUserStatusesResponse> getBatchGetUserStatusesMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.BatchGetUserStatusesRequest, dev.rollcall.v1.BatchGetUserStatusesResponse> getBatchGetUserStatusesMethod;
    if ((getBatchGetUserStatusesMethod = RegistrationServiceGrpc.getBatchGetUserStatusesMethod) == null) {
      synchronized (RegistrationServiceGrpc.class) {
        if ((getBatchGetUserStatusesMethod = RegistrationServiceGrpc.getBatchGetUserStatusesMethod) == null) {
          RegistrationServiceGrpc.getBatchGetUserStatusesMethod = getBatchGetUserStatusesMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.BatchGetUserStatusesRequest, dev.rollcall.v1.BatchGetUserStatusesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "BatchGetUserStatuses"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.BatchGetUserStatusesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.BatchGetUserStatusesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RegistrationServiceMethodDescriptorSupplier("BatchGetUserStatuses"))
              .build();
        }
      }
    }
    return getBatchGetUserStatusesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.WatchRegistrationsRequest,
      dev.rollcall.v1.WatchRegistrationsResponse> getWatchRegistrationsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "WatchRegistrations",
      requestType = dev.rollcall.v1.WatchRegistrationsRequest.class,
      responseType = dev.rollcall.v1.WatchRegistrationsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.WatchRegistrationsRequest,
      dev.rollcall.v1.WatchRegistrationsResponse> getWatchRegistrationsMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.WatchRegistrationsRequest, dev.rollcall.v1.WatchRegistrationsResponse> getWatchRegistrationsMethod;
    if ((getWatchRegistrationsMethod = RegistrationServiceGrpc.getWatchRegistrationsMethod) == null) {
      synchronized (RegistrationServiceGrpc.class) {
        if ((getWatchRegistrationsMethod = RegistrationServiceGrpc.getWatchRegistrationsMethod) == null) {
          RegistrationServiceGrpc.getWatchRegistrationsMethod = getWatchRegistrationsMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.WatchRegistrationsRequest, dev.rollcall.v1.WatchRegistrationsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "WatchRegistrations"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.WatchRegistrationsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.WatchRegistrationsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RegistrationServiceMethodDescriptorSupplier("WatchRegistrations"))
              .build();
        }
      }
    }
    return getWatchRegistrationsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteRegistrationRequest,
      dev.rollcall.v1.DeleteRegistrationResponse> getDeleteRegistrationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteRegistration",
      requestType = dev.rollcall.v1.DeleteRegistrationRequest.class,
      responseType = dev.rollcall.v1.DeleteRegistrationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteRegistrationRequest,
      dev.rollcall.v1.DeleteRegistrationResponse> getDeleteRegistrationMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteRegistrationRequest, dev.rollcall.v1.DeleteRegistrationResponse> getDeleteRegistrationMethod;
    if ((getDeleteRegistrationMethod = RegistrationServiceGrpc.getDeleteRegistrationMethod) == null) {
      synchronized (RegistrationServiceGrpc.class) {
        if ((getDeleteRegistrationMethod = RegistrationServiceGrpc.getDeleteRegistrationMethod) == null) {
          RegistrationServiceGrpc.getDeleteRegistrationMethod = getDeleteRegistrationMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.DeleteRegistrationRequest, dev.rollcall.v1.DeleteRegistrationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteRegistration"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeleteRegistrationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeleteRegistrationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RegistrationServiceMethodDescriptorSupplier("DeleteRegistration"))
              .build();
        }
      }
    }
    return getDeleteRegistrationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.DeregisterUserRequest,
      dev.rollcall.v1.DeregisterUserResponse> getDeregisterUserMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeregisterUser",
      requestType = dev.rollcall.v1.DeregisterUserRequest.class,
      responseType = dev.rollcall.v1.DeregisterUserResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.DeregisterUserRequest,
      dev.rollcall.v1.DeregisterUserResponse> getDeregisterUserMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.DeregisterUserRequest, dev.rollcall.v1.DeregisterUserResponse> getDeregisterUserMethod;
    if ((getDeregisterUserMethod = RegistrationServiceGrpc.getDeregisterUserMethod) == null) {
      synchronized (RegistrationServiceGrpc.class) {
        if ((getDeregisterUserMethod = RegistrationServiceGrpc.getDeregisterUserMethod) == null) {
          RegistrationServiceGrpc.getDeregisterUserMethod = getDeregisterUserMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.DeregisterUserRequest, dev.rollcall.v1.DeregisterUserResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeregisterUser"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeregisterUserRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeregisterUserResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RegistrationServiceMethodDescriptorSupplier("DeregisterUser"))
              .build();
        }
      }
    }
    return getDeregisterUserMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static RegistrationServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RegistrationServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RegistrationServiceStub>() {
        @java.lang.Override
        public RegistrationServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RegistrationServiceStub(channel, callOptions);
        }
      };
    return RegistrationServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static RegistrationServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RegistrationServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RegistrationServiceBlockingV2Stub>() {
        @java.lang.Override
        public RegistrationServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RegistrationServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return RegistrationServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static RegistrationServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RegistrationServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RegistrationServiceBlockingStub>() {
        @java.lang.Override
        public RegistrationServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RegistrationServiceBlockingStub(channel, callOptions);
        }
      };
    return RegistrationServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static RegistrationServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RegistrationServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RegistrationServiceFutureStub>() {
        @java.lang.Override
        public RegistrationServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RegistrationServiceFutureStub(channel, callOptions);
        }
      };
    return RegistrationServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Reads, watches and ends registrations.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Lists the registrations of an account, a domain or a user, a page at a time. All pages of a listing are of one
     * consistent order; a registration that stays is listed exactly once.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID
     * (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the parent),
     * REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void listRegistrations(dev.rollcall.v1.ListRegistrationsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListRegistrationsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListRegistrationsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one registration.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also once it has ended), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void getRegistration(dev.rollcall.v1.GetRegistrationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetRegistrationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetRegistrationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells of each of up to 1000 users whether it is online, with its registrations. A name that is not a user is
     * answered UNKNOWN, not an error.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void batchGetUserStatuses(dev.rollcall.v1.BatchGetUserStatusesRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.BatchGetUserStatusesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getBatchGetUserStatusesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sends a snapshot of the registrations, if asked, then every change from then on, without a gap. Guarantees:
     *   - ordered: events come by rising revision;
     *   - unique: no event twice in one stream;
     *   - atomic: a token is sent only once all events of its revision have been;
     *   - reliable: nothing is missed between two tokens;
     *   - resumable: a new watch continues strictly after a token, on any replica, after any restart;
     *   - bookmarkable: a bookmark says that all before it was delivered, and an idle stream gets one at a steady
     *     interval.
     * A slow reader is served from the log and never dropped silently. A stream whose filters match nothing gets
     * bookmarks too. The stream ends when the caller's token expires, when its account is disabled, when its lifetime
     * ends or when the server drains: continue with the last `resume_token` received. It also ends when the parent (a
     * domain or a user) or a group of the filter is deleted: at most a bookmark interval later, and after the last event.
     * Scope: `registrations:read`.
     * Errors: before any message: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT),
     * RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the parent, a user or a group),
     * REVISION_COMPACTED (OUT_OF_RANGE), TOO_MANY_WATCHERS (RESOURCE_EXHAUSTED: of the caller or of the node),
     * REVISION_NOT_REACHED (UNAVAILABLE: not until the caller's deadline, or for 5 s without one). At any time:
     * REVISION_COMPACTED (OUT_OF_RANGE: the reader is so slow that the log was compacted before it), TOKEN_EXPIRED
     * (UNAUTHENTICATED), ACCOUNT_DISABLED (PERMISSION_DENIED), STREAM_LIFETIME_ENDED (UNAVAILABLE), DRAINING
     * (UNAVAILABLE), STORE_UNAVAILABLE (UNAVAILABLE), RESOURCE_NOT_FOUND (NOT_FOUND: the parent or a group was deleted,
     * after the last event).
     * Idempotency: changes nothing; a retry is safe, with the last `resume_token`.
     * </pre>
     */
    default void watchRegistrations(dev.rollcall.v1.WatchRegistrationsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.WatchRegistrationsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWatchRegistrationsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends one registration (DEACTIVATED). The phone is not told, and may register again.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also once it has ended), ETAG_MISMATCH
     * (ABORTED).
     * Idempotency: a registration ends once; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    default void deleteRegistration(dev.rollcall.v1.DeleteRegistrationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteRegistrationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteRegistrationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends all registrations of a user (DEACTIVATED), in one revision. The phones are not told, and may register again.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the user).
     * Idempotency: a user without registrations is not an error; a retry is safe, but also ends what was registered in
     * between.
     * </pre>
     */
    default void deregisterUser(dev.rollcall.v1.DeregisterUserRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeregisterUserResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeregisterUserMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service RegistrationService.
   * <pre>
   * Reads, watches and ends registrations.
   * </pre>
   */
  public static abstract class RegistrationServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return RegistrationServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service RegistrationService.
   * <pre>
   * Reads, watches and ends registrations.
   * </pre>
   */
  public static final class RegistrationServiceStub
      extends io.grpc.stub.AbstractAsyncStub<RegistrationServiceStub> {
    private RegistrationServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RegistrationServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RegistrationServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the registrations of an account, a domain or a user, a page at a time. All pages of a listing are of one
     * consistent order; a registration that stays is listed exactly once.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID
     * (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the parent),
     * REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void listRegistrations(dev.rollcall.v1.ListRegistrationsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListRegistrationsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListRegistrationsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one registration.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also once it has ended), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void getRegistration(dev.rollcall.v1.GetRegistrationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetRegistrationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetRegistrationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells of each of up to 1000 users whether it is online, with its registrations. A name that is not a user is
     * answered UNKNOWN, not an error.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void batchGetUserStatuses(dev.rollcall.v1.BatchGetUserStatusesRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.BatchGetUserStatusesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getBatchGetUserStatusesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sends a snapshot of the registrations, if asked, then every change from then on, without a gap. Guarantees:
     *   - ordered: events come by rising revision;
     *   - unique: no event twice in one stream;
     *   - atomic: a token is sent only once all events of its revision have been;
     *   - reliable: nothing is missed between two tokens;
     *   - resumable: a new watch continues strictly after a token, on any replica, after any restart;
     *   - bookmarkable: a bookmark says that all before it was delivered, and an idle stream gets one at a steady
     *     interval.
     * A slow reader is served from the log and never dropped silently. A stream whose filters match nothing gets
     * bookmarks too. The stream ends when the caller's token expires, when its account is disabled, when its lifetime
     * ends or when the server drains: continue with the last `resume_token` received. It also ends when the parent (a
     * domain or a user) or a group of the filter is deleted: at most a bookmark interval later, and after the last event.
     * Scope: `registrations:read`.
     * Errors: before any message: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT),
     * RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the parent, a user or a group),
     * REVISION_COMPACTED (OUT_OF_RANGE), TOO_MANY_WATCHERS (RESOURCE_EXHAUSTED: of the caller or of the node),
     * REVISION_NOT_REACHED (UNAVAILABLE: not until the caller's deadline, or for 5 s without one). At any time:
     * REVISION_COMPACTED (OUT_OF_RANGE: the reader is so slow that the log was compacted before it), TOKEN_EXPIRED
     * (UNAUTHENTICATED), ACCOUNT_DISABLED (PERMISSION_DENIED), STREAM_LIFETIME_ENDED (UNAVAILABLE), DRAINING
     * (UNAVAILABLE), STORE_UNAVAILABLE (UNAVAILABLE), RESOURCE_NOT_FOUND (NOT_FOUND: the parent or a group was deleted,
     * after the last event).
     * Idempotency: changes nothing; a retry is safe, with the last `resume_token`.
     * </pre>
     */
    public void watchRegistrations(dev.rollcall.v1.WatchRegistrationsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.WatchRegistrationsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWatchRegistrationsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends one registration (DEACTIVATED). The phone is not told, and may register again.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also once it has ended), ETAG_MISMATCH
     * (ABORTED).
     * Idempotency: a registration ends once; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public void deleteRegistration(dev.rollcall.v1.DeleteRegistrationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteRegistrationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteRegistrationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends all registrations of a user (DEACTIVATED), in one revision. The phones are not told, and may register again.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the user).
     * Idempotency: a user without registrations is not an error; a retry is safe, but also ends what was registered in
     * between.
     * </pre>
     */
    public void deregisterUser(dev.rollcall.v1.DeregisterUserRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeregisterUserResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeregisterUserMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service RegistrationService.
   * <pre>
   * Reads, watches and ends registrations.
   * </pre>
   */
  public static final class RegistrationServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<RegistrationServiceBlockingV2Stub> {
    private RegistrationServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RegistrationServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RegistrationServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the registrations of an account, a domain or a user, a page at a time. All pages of a listing are of one
     * consistent order; a registration that stays is listed exactly once.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID
     * (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the parent),
     * REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListRegistrationsResponse listRegistrations(dev.rollcall.v1.ListRegistrationsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListRegistrationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one registration.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also once it has ended), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetRegistrationResponse getRegistration(dev.rollcall.v1.GetRegistrationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetRegistrationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells of each of up to 1000 users whether it is online, with its registrations. A name that is not a user is
     * answered UNKNOWN, not an error.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.BatchGetUserStatusesResponse batchGetUserStatuses(dev.rollcall.v1.BatchGetUserStatusesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getBatchGetUserStatusesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends a snapshot of the registrations, if asked, then every change from then on, without a gap. Guarantees:
     *   - ordered: events come by rising revision;
     *   - unique: no event twice in one stream;
     *   - atomic: a token is sent only once all events of its revision have been;
     *   - reliable: nothing is missed between two tokens;
     *   - resumable: a new watch continues strictly after a token, on any replica, after any restart;
     *   - bookmarkable: a bookmark says that all before it was delivered, and an idle stream gets one at a steady
     *     interval.
     * A slow reader is served from the log and never dropped silently. A stream whose filters match nothing gets
     * bookmarks too. The stream ends when the caller's token expires, when its account is disabled, when its lifetime
     * ends or when the server drains: continue with the last `resume_token` received. It also ends when the parent (a
     * domain or a user) or a group of the filter is deleted: at most a bookmark interval later, and after the last event.
     * Scope: `registrations:read`.
     * Errors: before any message: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT),
     * RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the parent, a user or a group),
     * REVISION_COMPACTED (OUT_OF_RANGE), TOO_MANY_WATCHERS (RESOURCE_EXHAUSTED: of the caller or of the node),
     * REVISION_NOT_REACHED (UNAVAILABLE: not until the caller's deadline, or for 5 s without one). At any time:
     * REVISION_COMPACTED (OUT_OF_RANGE: the reader is so slow that the log was compacted before it), TOKEN_EXPIRED
     * (UNAUTHENTICATED), ACCOUNT_DISABLED (PERMISSION_DENIED), STREAM_LIFETIME_ENDED (UNAVAILABLE), DRAINING
     * (UNAVAILABLE), STORE_UNAVAILABLE (UNAVAILABLE), RESOURCE_NOT_FOUND (NOT_FOUND: the parent or a group was deleted,
     * after the last event).
     * Idempotency: changes nothing; a retry is safe, with the last `resume_token`.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, dev.rollcall.v1.WatchRegistrationsResponse>
        watchRegistrations(dev.rollcall.v1.WatchRegistrationsRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getWatchRegistrationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends one registration (DEACTIVATED). The phone is not told, and may register again.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also once it has ended), ETAG_MISMATCH
     * (ABORTED).
     * Idempotency: a registration ends once; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public dev.rollcall.v1.DeleteRegistrationResponse deleteRegistration(dev.rollcall.v1.DeleteRegistrationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteRegistrationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends all registrations of a user (DEACTIVATED), in one revision. The phones are not told, and may register again.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the user).
     * Idempotency: a user without registrations is not an error; a retry is safe, but also ends what was registered in
     * between.
     * </pre>
     */
    public dev.rollcall.v1.DeregisterUserResponse deregisterUser(dev.rollcall.v1.DeregisterUserRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeregisterUserMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service RegistrationService.
   * <pre>
   * Reads, watches and ends registrations.
   * </pre>
   */
  public static final class RegistrationServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<RegistrationServiceBlockingStub> {
    private RegistrationServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RegistrationServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RegistrationServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the registrations of an account, a domain or a user, a page at a time. All pages of a listing are of one
     * consistent order; a registration that stays is listed exactly once.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID
     * (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the parent),
     * REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListRegistrationsResponse listRegistrations(dev.rollcall.v1.ListRegistrationsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListRegistrationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one registration.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also once it has ended), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetRegistrationResponse getRegistration(dev.rollcall.v1.GetRegistrationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetRegistrationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells of each of up to 1000 users whether it is online, with its registrations. A name that is not a user is
     * answered UNKNOWN, not an error.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.BatchGetUserStatusesResponse batchGetUserStatuses(dev.rollcall.v1.BatchGetUserStatusesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getBatchGetUserStatusesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends a snapshot of the registrations, if asked, then every change from then on, without a gap. Guarantees:
     *   - ordered: events come by rising revision;
     *   - unique: no event twice in one stream;
     *   - atomic: a token is sent only once all events of its revision have been;
     *   - reliable: nothing is missed between two tokens;
     *   - resumable: a new watch continues strictly after a token, on any replica, after any restart;
     *   - bookmarkable: a bookmark says that all before it was delivered, and an idle stream gets one at a steady
     *     interval.
     * A slow reader is served from the log and never dropped silently. A stream whose filters match nothing gets
     * bookmarks too. The stream ends when the caller's token expires, when its account is disabled, when its lifetime
     * ends or when the server drains: continue with the last `resume_token` received. It also ends when the parent (a
     * domain or a user) or a group of the filter is deleted: at most a bookmark interval later, and after the last event.
     * Scope: `registrations:read`.
     * Errors: before any message: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT),
     * RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the parent, a user or a group),
     * REVISION_COMPACTED (OUT_OF_RANGE), TOO_MANY_WATCHERS (RESOURCE_EXHAUSTED: of the caller or of the node),
     * REVISION_NOT_REACHED (UNAVAILABLE: not until the caller's deadline, or for 5 s without one). At any time:
     * REVISION_COMPACTED (OUT_OF_RANGE: the reader is so slow that the log was compacted before it), TOKEN_EXPIRED
     * (UNAUTHENTICATED), ACCOUNT_DISABLED (PERMISSION_DENIED), STREAM_LIFETIME_ENDED (UNAVAILABLE), DRAINING
     * (UNAVAILABLE), STORE_UNAVAILABLE (UNAVAILABLE), RESOURCE_NOT_FOUND (NOT_FOUND: the parent or a group was deleted,
     * after the last event).
     * Idempotency: changes nothing; a retry is safe, with the last `resume_token`.
     * </pre>
     */
    public java.util.Iterator<dev.rollcall.v1.WatchRegistrationsResponse> watchRegistrations(
        dev.rollcall.v1.WatchRegistrationsRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWatchRegistrationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends one registration (DEACTIVATED). The phone is not told, and may register again.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also once it has ended), ETAG_MISMATCH
     * (ABORTED).
     * Idempotency: a registration ends once; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public dev.rollcall.v1.DeleteRegistrationResponse deleteRegistration(dev.rollcall.v1.DeleteRegistrationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteRegistrationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends all registrations of a user (DEACTIVATED), in one revision. The phones are not told, and may register again.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the user).
     * Idempotency: a user without registrations is not an error; a retry is safe, but also ends what was registered in
     * between.
     * </pre>
     */
    public dev.rollcall.v1.DeregisterUserResponse deregisterUser(dev.rollcall.v1.DeregisterUserRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeregisterUserMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service RegistrationService.
   * <pre>
   * Reads, watches and ends registrations.
   * </pre>
   */
  public static final class RegistrationServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<RegistrationServiceFutureStub> {
    private RegistrationServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RegistrationServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RegistrationServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the registrations of an account, a domain or a user, a page at a time. All pages of a listing are of one
     * consistent order; a registration that stays is listed exactly once.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID
     * (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the parent),
     * REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.ListRegistrationsResponse> listRegistrations(
        dev.rollcall.v1.ListRegistrationsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListRegistrationsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one registration.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also once it has ended), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.GetRegistrationResponse> getRegistration(
        dev.rollcall.v1.GetRegistrationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetRegistrationMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells of each of up to 1000 users whether it is online, with its registrations. A name that is not a user is
     * answered UNKNOWN, not an error.
     * Scope: `registrations:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.BatchGetUserStatusesResponse> batchGetUserStatuses(
        dev.rollcall.v1.BatchGetUserStatusesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getBatchGetUserStatusesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends one registration (DEACTIVATED). The phone is not told, and may register again.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also once it has ended), ETAG_MISMATCH
     * (ABORTED).
     * Idempotency: a registration ends once; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.DeleteRegistrationResponse> deleteRegistration(
        dev.rollcall.v1.DeleteRegistrationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteRegistrationMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends all registrations of a user (DEACTIVATED), in one revision. The phones are not told, and may register again.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the user).
     * Idempotency: a user without registrations is not an error; a retry is safe, but also ends what was registered in
     * between.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.DeregisterUserResponse> deregisterUser(
        dev.rollcall.v1.DeregisterUserRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeregisterUserMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_LIST_REGISTRATIONS = 0;
  private static final int METHODID_GET_REGISTRATION = 1;
  private static final int METHODID_BATCH_GET_USER_STATUSES = 2;
  private static final int METHODID_WATCH_REGISTRATIONS = 3;
  private static final int METHODID_DELETE_REGISTRATION = 4;
  private static final int METHODID_DEREGISTER_USER = 5;

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
        case METHODID_LIST_REGISTRATIONS:
          serviceImpl.listRegistrations((dev.rollcall.v1.ListRegistrationsRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ListRegistrationsResponse>) responseObserver);
          break;
        case METHODID_GET_REGISTRATION:
          serviceImpl.getRegistration((dev.rollcall.v1.GetRegistrationRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.GetRegistrationResponse>) responseObserver);
          break;
        case METHODID_BATCH_GET_USER_STATUSES:
          serviceImpl.batchGetUserStatuses((dev.rollcall.v1.BatchGetUserStatusesRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.BatchGetUserStatusesResponse>) responseObserver);
          break;
        case METHODID_WATCH_REGISTRATIONS:
          serviceImpl.watchRegistrations((dev.rollcall.v1.WatchRegistrationsRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.WatchRegistrationsResponse>) responseObserver);
          break;
        case METHODID_DELETE_REGISTRATION:
          serviceImpl.deleteRegistration((dev.rollcall.v1.DeleteRegistrationRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteRegistrationResponse>) responseObserver);
          break;
        case METHODID_DEREGISTER_USER:
          serviceImpl.deregisterUser((dev.rollcall.v1.DeregisterUserRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.DeregisterUserResponse>) responseObserver);
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
          getListRegistrationsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.ListRegistrationsRequest,
              dev.rollcall.v1.ListRegistrationsResponse>(
                service, METHODID_LIST_REGISTRATIONS)))
        .addMethod(
          getGetRegistrationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.GetRegistrationRequest,
              dev.rollcall.v1.GetRegistrationResponse>(
                service, METHODID_GET_REGISTRATION)))
        .addMethod(
          getBatchGetUserStatusesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.BatchGetUserStatusesRequest,
              dev.rollcall.v1.BatchGetUserStatusesResponse>(
                service, METHODID_BATCH_GET_USER_STATUSES)))
        .addMethod(
          getWatchRegistrationsMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              dev.rollcall.v1.WatchRegistrationsRequest,
              dev.rollcall.v1.WatchRegistrationsResponse>(
                service, METHODID_WATCH_REGISTRATIONS)))
        .addMethod(
          getDeleteRegistrationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.DeleteRegistrationRequest,
              dev.rollcall.v1.DeleteRegistrationResponse>(
                service, METHODID_DELETE_REGISTRATION)))
        .addMethod(
          getDeregisterUserMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.DeregisterUserRequest,
              dev.rollcall.v1.DeregisterUserResponse>(
                service, METHODID_DEREGISTER_USER)))
        .build();
  }

  private static abstract class RegistrationServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    RegistrationServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.rollcall.v1.RegistrationProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("RegistrationService");
    }
  }

  private static final class RegistrationServiceFileDescriptorSupplier
      extends RegistrationServiceBaseDescriptorSupplier {
    RegistrationServiceFileDescriptorSupplier() {}
  }

  private static final class RegistrationServiceMethodDescriptorSupplier
      extends RegistrationServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    RegistrationServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (RegistrationServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new RegistrationServiceFileDescriptorSupplier())
              .addMethod(getListRegistrationsMethod())
              .addMethod(getGetRegistrationMethod())
              .addMethod(getBatchGetUserStatusesMethod())
              .addMethod(getWatchRegistrationsMethod())
              .addMethod(getDeleteRegistrationMethod())
              .addMethod(getDeregisterUserMethod())
              .build();
        }
      }
    }
    return result;
  }
}
