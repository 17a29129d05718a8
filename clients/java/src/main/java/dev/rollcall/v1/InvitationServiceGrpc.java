package dev.rollcall.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Manages invitations to a domain.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class InvitationServiceGrpc {

  private InvitationServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "rollcall.v1.InvitationService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.CreateInvitationRequest,
      dev.rollcall.v1.CreateInvitationResponse> getCreateInvitationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateInvitation",
      requestType = dev.rollcall.v1.CreateInvitationRequest.class,
      responseType = dev.rollcall.v1.CreateInvitationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.CreateInvitationRequest,
      dev.rollcall.v1.CreateInvitationResponse> getCreateInvitationMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.CreateInvitationRequest, dev.rollcall.v1.CreateInvitationResponse> getCreateInvitationMethod;
    if ((getCreateInvitationMethod = InvitationServiceGrpc.getCreateInvitationMethod) == null) {
      synchronized (InvitationServiceGrpc.class) {
        if ((getCreateInvitationMethod = InvitationServiceGrpc.getCreateInvitationMethod) == null) {
          InvitationServiceGrpc.getCreateInvitationMethod = getCreateInvitationMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.CreateInvitationRequest, dev.rollcall.v1.CreateInvitationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateInvitation"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.CreateInvitationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.CreateInvitationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new InvitationServiceMethodDescriptorSupplier("CreateInvitation"))
              .build();
        }
      }
    }
    return getCreateInvitationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.GetInvitationRequest,
      dev.rollcall.v1.GetInvitationResponse> getGetInvitationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetInvitation",
      requestType = dev.rollcall.v1.GetInvitationRequest.class,
      responseType = dev.rollcall.v1.GetInvitationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.GetInvitationRequest,
      dev.rollcall.v1.GetInvitationResponse> getGetInvitationMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.GetInvitationRequest, dev.rollcall.v1.GetInvitationResponse> getGetInvitationMethod;
    if ((getGetInvitationMethod = InvitationServiceGrpc.getGetInvitationMethod) == null) {
      synchronized (InvitationServiceGrpc.class) {
        if ((getGetInvitationMethod = InvitationServiceGrpc.getGetInvitationMethod) == null) {
          InvitationServiceGrpc.getGetInvitationMethod = getGetInvitationMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.GetInvitationRequest, dev.rollcall.v1.GetInvitationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetInvitation"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetInvitationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetInvitationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new InvitationServiceMethodDescriptorSupplier("GetInvitation"))
              .build();
        }
      }
    }
    return getGetInvitationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ListInvitationsRequest,
      dev.rollcall.v1.ListInvitationsResponse> getListInvitationsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListInvitations",
      requestType = dev.rollcall.v1.ListInvitationsRequest.class,
      responseType = dev.rollcall.v1.ListInvitationsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ListInvitationsRequest,
      dev.rollcall.v1.ListInvitationsResponse> getListInvitationsMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ListInvitationsRequest, dev.rollcall.v1.ListInvitationsResponse> getListInvitationsMethod;
    if ((getListInvitationsMethod = InvitationServiceGrpc.getListInvitationsMethod) == null) {
      synchronized (InvitationServiceGrpc.class) {
        if ((getListInvitationsMethod = InvitationServiceGrpc.getListInvitationsMethod) == null) {
          InvitationServiceGrpc.getListInvitationsMethod = getListInvitationsMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ListInvitationsRequest, dev.rollcall.v1.ListInvitationsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListInvitations"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListInvitationsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListInvitationsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new InvitationServiceMethodDescriptorSupplier("ListInvitations"))
              .build();
        }
      }
    }
    return getListInvitationsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.RevokeInvitationRequest,
      dev.rollcall.v1.RevokeInvitationResponse> getRevokeInvitationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RevokeInvitation",
      requestType = dev.rollcall.v1.RevokeInvitationRequest.class,
      responseType = dev.rollcall.v1.RevokeInvitationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.RevokeInvitationRequest,
      dev.rollcall.v1.RevokeInvitationResponse> getRevokeInvitationMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.RevokeInvitationRequest, dev.rollcall.v1.RevokeInvitationResponse> getRevokeInvitationMethod;
    if ((getRevokeInvitationMethod = InvitationServiceGrpc.getRevokeInvitationMethod) == null) {
      synchronized (InvitationServiceGrpc.class) {
        if ((getRevokeInvitationMethod = InvitationServiceGrpc.getRevokeInvitationMethod) == null) {
          InvitationServiceGrpc.getRevokeInvitationMethod = getRevokeInvitationMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.RevokeInvitationRequest, dev.rollcall.v1.RevokeInvitationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RevokeInvitation"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.RevokeInvitationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.RevokeInvitationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new InvitationServiceMethodDescriptorSupplier("RevokeInvitation"))
              .build();
        }
      }
    }
    return getRevokeInvitationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.AcceptInvitationRequest,
      dev.rollcall.v1.AcceptInvitationResponse> getAcceptInvitationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AcceptInvitation",
      requestType = dev.rollcall.v1.AcceptInvitationRequest.class,
      responseType = dev.rollcall.v1.AcceptInvitationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.AcceptInvitationRequest,
      dev.rollcall.v1.AcceptInvitationResponse> getAcceptInvitationMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.AcceptInvitationRequest, dev.rollcall.v1.AcceptInvitationResponse> getAcceptInvitationMethod;
    if ((getAcceptInvitationMethod = InvitationServiceGrpc.getAcceptInvitationMethod) == null) {
      synchronized (InvitationServiceGrpc.class) {
        if ((getAcceptInvitationMethod = InvitationServiceGrpc.getAcceptInvitationMethod) == null) {
          InvitationServiceGrpc.getAcceptInvitationMethod = getAcceptInvitationMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.AcceptInvitationRequest, dev.rollcall.v1.AcceptInvitationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AcceptInvitation"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.AcceptInvitationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.AcceptInvitationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new InvitationServiceMethodDescriptorSupplier("AcceptInvitation"))
              .build();
        }
      }
    }
    return getAcceptInvitationMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static InvitationServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<InvitationServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<InvitationServiceStub>() {
        @java.lang.Override
        public InvitationServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new InvitationServiceStub(channel, callOptions);
        }
      };
    return InvitationServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static InvitationServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<InvitationServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<InvitationServiceBlockingV2Stub>() {
        @java.lang.Override
        public InvitationServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new InvitationServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return InvitationServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static InvitationServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<InvitationServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<InvitationServiceBlockingStub>() {
        @java.lang.Override
        public InvitationServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new InvitationServiceBlockingStub(channel, callOptions);
        }
      };
    return InvitationServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static InvitationServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<InvitationServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<InvitationServiceFutureStub>() {
        @java.lang.Override
        public InvitationServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new InvitationServiceFutureStub(channel, callOptions);
        }
      };
    return InvitationServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Manages invitations to a domain.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Creates an invitation. Its token is in this answer and nowhere else.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain, or a role, organization or group of the preset), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, the token included; without one,
     * a repeat answers RESOURCE_ALREADY_EXISTS, or makes another invitation if no id is given.
     * </pre>
     */
    default void createInvitation(dev.rollcall.v1.CreateInvitationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateInvitationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateInvitationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one invitation, without its token.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void getInvitation(dev.rollcall.v1.GetInvitationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetInvitationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetInvitationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the invitations of a domain, a page at a time, without their tokens.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void listInvitations(dev.rollcall.v1.ListInvitationsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListInvitationsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListInvitationsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Makes a pending invitation worthless.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), INVITATION_NOT_PENDING
     * (FAILED_PRECONDITION: it is accepted or expired), ETAG_MISMATCH (ABORTED).
     * Idempotency: one that is revoked already is answered as it is; a retry is safe.
     * </pre>
     */
    default void revokeInvitation(dev.rollcall.v1.RevokeInvitationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.RevokeInvitationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRevokeInvitationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Accepts an invitation: creates the user with the preset and the chosen passwords, and answers with its SIP
     * settings, once. Of two that accept at once, one wins.
     * Scope: none, and no caller token is needed: the invitation's token authenticates.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), INVITATION_TOKEN_INVALID
     * (NOT_FOUND), INVITATION_NOT_PENDING (FAILED_PRECONDITION: it is accepted, revoked or expired),
     * RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS: the login, or a unique field of the preset), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain), DOMAIN_DISABLED (FAILED_PRECONDITION), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED),
     * RATE_LIMITED (RESOURCE_EXHAUSTED, per source).
     * Idempotency: a retry with the same token and `request_id` is safe and gets the first answer, generated passwords
     * included; without one, a repeat answers INVITATION_NOT_PENDING.
     * </pre>
     */
    default void acceptInvitation(dev.rollcall.v1.AcceptInvitationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.AcceptInvitationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAcceptInvitationMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service InvitationService.
   * <pre>
   * Manages invitations to a domain.
   * </pre>
   */
  public static abstract class InvitationServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return InvitationServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service InvitationService.
   * <pre>
   * Manages invitations to a domain.
   * </pre>
   */
  public static final class InvitationServiceStub
      extends io.grpc.stub.AbstractAsyncStub<InvitationServiceStub> {
    private InvitationServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected InvitationServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new InvitationServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates an invitation. Its token is in this answer and nowhere else.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain, or a role, organization or group of the preset), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, the token included; without one,
     * a repeat answers RESOURCE_ALREADY_EXISTS, or makes another invitation if no id is given.
     * </pre>
     */
    public void createInvitation(dev.rollcall.v1.CreateInvitationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateInvitationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateInvitationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one invitation, without its token.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void getInvitation(dev.rollcall.v1.GetInvitationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetInvitationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetInvitationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the invitations of a domain, a page at a time, without their tokens.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void listInvitations(dev.rollcall.v1.ListInvitationsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListInvitationsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListInvitationsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Makes a pending invitation worthless.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), INVITATION_NOT_PENDING
     * (FAILED_PRECONDITION: it is accepted or expired), ETAG_MISMATCH (ABORTED).
     * Idempotency: one that is revoked already is answered as it is; a retry is safe.
     * </pre>
     */
    public void revokeInvitation(dev.rollcall.v1.RevokeInvitationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.RevokeInvitationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRevokeInvitationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Accepts an invitation: creates the user with the preset and the chosen passwords, and answers with its SIP
     * settings, once. Of two that accept at once, one wins.
     * Scope: none, and no caller token is needed: the invitation's token authenticates.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), INVITATION_TOKEN_INVALID
     * (NOT_FOUND), INVITATION_NOT_PENDING (FAILED_PRECONDITION: it is accepted, revoked or expired),
     * RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS: the login, or a unique field of the preset), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain), DOMAIN_DISABLED (FAILED_PRECONDITION), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED),
     * RATE_LIMITED (RESOURCE_EXHAUSTED, per source).
     * Idempotency: a retry with the same token and `request_id` is safe and gets the first answer, generated passwords
     * included; without one, a repeat answers INVITATION_NOT_PENDING.
     * </pre>
     */
    public void acceptInvitation(dev.rollcall.v1.AcceptInvitationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.AcceptInvitationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAcceptInvitationMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service InvitationService.
   * <pre>
   * Manages invitations to a domain.
   * </pre>
   */
  public static final class InvitationServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<InvitationServiceBlockingV2Stub> {
    private InvitationServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected InvitationServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new InvitationServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates an invitation. Its token is in this answer and nowhere else.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain, or a role, organization or group of the preset), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, the token included; without one,
     * a repeat answers RESOURCE_ALREADY_EXISTS, or makes another invitation if no id is given.
     * </pre>
     */
    public dev.rollcall.v1.CreateInvitationResponse createInvitation(dev.rollcall.v1.CreateInvitationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateInvitationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one invitation, without its token.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetInvitationResponse getInvitation(dev.rollcall.v1.GetInvitationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetInvitationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the invitations of a domain, a page at a time, without their tokens.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListInvitationsResponse listInvitations(dev.rollcall.v1.ListInvitationsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListInvitationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes a pending invitation worthless.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), INVITATION_NOT_PENDING
     * (FAILED_PRECONDITION: it is accepted or expired), ETAG_MISMATCH (ABORTED).
     * Idempotency: one that is revoked already is answered as it is; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.RevokeInvitationResponse revokeInvitation(dev.rollcall.v1.RevokeInvitationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRevokeInvitationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Accepts an invitation: creates the user with the preset and the chosen passwords, and answers with its SIP
     * settings, once. Of two that accept at once, one wins.
     * Scope: none, and no caller token is needed: the invitation's token authenticates.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), INVITATION_TOKEN_INVALID
     * (NOT_FOUND), INVITATION_NOT_PENDING (FAILED_PRECONDITION: it is accepted, revoked or expired),
     * RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS: the login, or a unique field of the preset), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain), DOMAIN_DISABLED (FAILED_PRECONDITION), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED),
     * RATE_LIMITED (RESOURCE_EXHAUSTED, per source).
     * Idempotency: a retry with the same token and `request_id` is safe and gets the first answer, generated passwords
     * included; without one, a repeat answers INVITATION_NOT_PENDING.
     * </pre>
     */
    public dev.rollcall.v1.AcceptInvitationResponse acceptInvitation(dev.rollcall.v1.AcceptInvitationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAcceptInvitationMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service InvitationService.
   * <pre>
   * Manages invitations to a domain.
   * </pre>
   */
  public static final class InvitationServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<InvitationServiceBlockingStub> {
    private InvitationServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected InvitationServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new InvitationServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates an invitation. Its token is in this answer and nowhere else.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain, or a role, organization or group of the preset), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, the token included; without one,
     * a repeat answers RESOURCE_ALREADY_EXISTS, or makes another invitation if no id is given.
     * </pre>
     */
    public dev.rollcall.v1.CreateInvitationResponse createInvitation(dev.rollcall.v1.CreateInvitationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateInvitationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one invitation, without its token.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetInvitationResponse getInvitation(dev.rollcall.v1.GetInvitationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetInvitationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the invitations of a domain, a page at a time, without their tokens.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListInvitationsResponse listInvitations(dev.rollcall.v1.ListInvitationsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListInvitationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes a pending invitation worthless.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), INVITATION_NOT_PENDING
     * (FAILED_PRECONDITION: it is accepted or expired), ETAG_MISMATCH (ABORTED).
     * Idempotency: one that is revoked already is answered as it is; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.RevokeInvitationResponse revokeInvitation(dev.rollcall.v1.RevokeInvitationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRevokeInvitationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Accepts an invitation: creates the user with the preset and the chosen passwords, and answers with its SIP
     * settings, once. Of two that accept at once, one wins.
     * Scope: none, and no caller token is needed: the invitation's token authenticates.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), INVITATION_TOKEN_INVALID
     * (NOT_FOUND), INVITATION_NOT_PENDING (FAILED_PRECONDITION: it is accepted, revoked or expired),
     * RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS: the login, or a unique field of the preset), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain), DOMAIN_DISABLED (FAILED_PRECONDITION), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED),
     * RATE_LIMITED (RESOURCE_EXHAUSTED, per source).
     * Idempotency: a retry with the same token and `request_id` is safe and gets the first answer, generated passwords
     * included; without one, a repeat answers INVITATION_NOT_PENDING.
     * </pre>
     */
    public dev.rollcall.v1.AcceptInvitationResponse acceptInvitation(dev.rollcall.v1.AcceptInvitationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAcceptInvitationMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service InvitationService.
   * <pre>
   * Manages invitations to a domain.
   * </pre>
   */
  public static final class InvitationServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<InvitationServiceFutureStub> {
    private InvitationServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected InvitationServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new InvitationServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates an invitation. Its token is in this answer and nowhere else.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain, or a role, organization or group of the preset), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, the token included; without one,
     * a repeat answers RESOURCE_ALREADY_EXISTS, or makes another invitation if no id is given.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.CreateInvitationResponse> createInvitation(
        dev.rollcall.v1.CreateInvitationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateInvitationMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one invitation, without its token.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.GetInvitationResponse> getInvitation(
        dev.rollcall.v1.GetInvitationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetInvitationMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the invitations of a domain, a page at a time, without their tokens.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.ListInvitationsResponse> listInvitations(
        dev.rollcall.v1.ListInvitationsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListInvitationsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Makes a pending invitation worthless.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), INVITATION_NOT_PENDING
     * (FAILED_PRECONDITION: it is accepted or expired), ETAG_MISMATCH (ABORTED).
     * Idempotency: one that is revoked already is answered as it is; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.RevokeInvitationResponse> revokeInvitation(
        dev.rollcall.v1.RevokeInvitationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRevokeInvitationMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Accepts an invitation: creates the user with the preset and the chosen passwords, and answers with its SIP
     * settings, once. Of two that accept at once, one wins.
     * Scope: none, and no caller token is needed: the invitation's token authenticates.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), INVITATION_TOKEN_INVALID
     * (NOT_FOUND), INVITATION_NOT_PENDING (FAILED_PRECONDITION: it is accepted, revoked or expired),
     * RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS: the login, or a unique field of the preset), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain), DOMAIN_DISABLED (FAILED_PRECONDITION), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED),
     * RATE_LIMITED (RESOURCE_EXHAUSTED, per source).
     * Idempotency: a retry with the same token and `request_id` is safe and gets the first answer, generated passwords
     * included; without one, a repeat answers INVITATION_NOT_PENDING.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.AcceptInvitationResponse> acceptInvitation(
        dev.rollcall.v1.AcceptInvitationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAcceptInvitationMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_INVITATION = 0;
  private static final int METHODID_GET_INVITATION = 1;
  private static final int METHODID_LIST_INVITATIONS = 2;
  private static final int METHODID_REVOKE_INVITATION = 3;
  private static final int METHODID_ACCEPT_INVITATION = 4;

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
        case METHODID_CREATE_INVITATION:
          serviceImpl.createInvitation((dev.rollcall.v1.CreateInvitationRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateInvitationResponse>) responseObserver);
          break;
        case METHODID_GET_INVITATION:
          serviceImpl.getInvitation((dev.rollcall.v1.GetInvitationRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.GetInvitationResponse>) responseObserver);
          break;
        case METHODID_LIST_INVITATIONS:
          serviceImpl.listInvitations((dev.rollcall.v1.ListInvitationsRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ListInvitationsResponse>) responseObserver);
          break;
        case METHODID_REVOKE_INVITATION:
          serviceImpl.revokeInvitation((dev.rollcall.v1.RevokeInvitationRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.RevokeInvitationResponse>) responseObserver);
          break;
        case METHODID_ACCEPT_INVITATION:
          serviceImpl.acceptInvitation((dev.rollcall.v1.AcceptInvitationRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.AcceptInvitationResponse>) responseObserver);
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
          getCreateInvitationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.CreateInvitationRequest,
              dev.rollcall.v1.CreateInvitationResponse>(
                service, METHODID_CREATE_INVITATION)))
        .addMethod(
          getGetInvitationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.GetInvitationRequest,
              dev.rollcall.v1.GetInvitationResponse>(
                service, METHODID_GET_INVITATION)))
        .addMethod(
          getListInvitationsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.ListInvitationsRequest,
              dev.rollcall.v1.ListInvitationsResponse>(
                service, METHODID_LIST_INVITATIONS)))
        .addMethod(
          getRevokeInvitationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.RevokeInvitationRequest,
              dev.rollcall.v1.RevokeInvitationResponse>(
                service, METHODID_REVOKE_INVITATION)))
        .addMethod(
          getAcceptInvitationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.AcceptInvitationRequest,
              dev.rollcall.v1.AcceptInvitationResponse>(
                service, METHODID_ACCEPT_INVITATION)))
        .build();
  }

  private static abstract class InvitationServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    InvitationServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.rollcall.v1.InvitationProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("InvitationService");
    }
  }

  private static final class InvitationServiceFileDescriptorSupplier
      extends InvitationServiceBaseDescriptorSupplier {
    InvitationServiceFileDescriptorSupplier() {}
  }

  private static final class InvitationServiceMethodDescriptorSupplier
      extends InvitationServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    InvitationServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (InvitationServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new InvitationServiceFileDescriptorSupplier())
              .addMethod(getCreateInvitationMethod())
              .addMethod(getGetInvitationMethod())
              .addMethod(getListInvitationsMethod())
              .addMethod(getRevokeInvitationMethod())
              .addMethod(getAcceptInvitationMethod())
              .build();
        }
      }
    }
    return result;
  }
}
