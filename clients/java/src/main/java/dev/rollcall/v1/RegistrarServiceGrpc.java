package dev.rollcall.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * The registrar for SIP edges (Kamailio, drachtio and the like), so that they need no rules of their own. An edge that
 * serves every tenant has a token with scope `registrar` and account `-`; the domain is that of the SIP message.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class RegistrarServiceGrpc {

  private RegistrarServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "rollcall.v1.RegistrarService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.RegisterRequest,
      dev.rollcall.v1.RegisterResponse> getRegisterMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Register",
      requestType = dev.rollcall.v1.RegisterRequest.class,
      responseType = dev.rollcall.v1.RegisterResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.RegisterRequest,
      dev.rollcall.v1.RegisterResponse> getRegisterMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.RegisterRequest, dev.rollcall.v1.RegisterResponse> getRegisterMethod;
    if ((getRegisterMethod = RegistrarServiceGrpc.getRegisterMethod) == null) {
      synchronized (RegistrarServiceGrpc.class) {
        if ((getRegisterMethod = RegistrarServiceGrpc.getRegisterMethod) == null) {
          RegistrarServiceGrpc.getRegisterMethod = getRegisterMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.RegisterRequest, dev.rollcall.v1.RegisterResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Register"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.RegisterRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.RegisterResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RegistrarServiceMethodDescriptorSupplier("Register"))
              .build();
        }
      }
    }
    return getRegisterMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ReportFlowFailureRequest,
      dev.rollcall.v1.ReportFlowFailureResponse> getReportFlowFailureMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ReportFlowFailure",
      requestType = dev.rollcall.v1.ReportFlowFailureRequest.class,
      responseType = dev.rollcall.v1.ReportFlowFailureResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ReportFlowFailureRequest,
      dev.rollcall.v1.ReportFlowFailureResponse> getReportFlowFailureMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ReportFlowFailureRequest, dev.rollcall.v1.ReportFlowFailureResponse> getReportFlowFailureMethod;
    if ((getReportFlowFailureMethod = RegistrarServiceGrpc.getReportFlowFailureMethod) == null) {
      synchronized (RegistrarServiceGrpc.class) {
        if ((getReportFlowFailureMethod = RegistrarServiceGrpc.getReportFlowFailureMethod) == null) {
          RegistrarServiceGrpc.getReportFlowFailureMethod = getReportFlowFailureMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ReportFlowFailureRequest, dev.rollcall.v1.ReportFlowFailureResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ReportFlowFailure"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ReportFlowFailureRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ReportFlowFailureResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RegistrarServiceMethodDescriptorSupplier("ReportFlowFailure"))
              .build();
        }
      }
    }
    return getReportFlowFailureMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.LookupTargetsRequest,
      dev.rollcall.v1.LookupTargetsResponse> getLookupTargetsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "LookupTargets",
      requestType = dev.rollcall.v1.LookupTargetsRequest.class,
      responseType = dev.rollcall.v1.LookupTargetsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.LookupTargetsRequest,
      dev.rollcall.v1.LookupTargetsResponse> getLookupTargetsMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.LookupTargetsRequest, dev.rollcall.v1.LookupTargetsResponse> getLookupTargetsMethod;
    if ((getLookupTargetsMethod = RegistrarServiceGrpc.getLookupTargetsMethod) == null) {
      synchronized (RegistrarServiceGrpc.class) {
        if ((getLookupTargetsMethod = RegistrarServiceGrpc.getLookupTargetsMethod) == null) {
          RegistrarServiceGrpc.getLookupTargetsMethod = getLookupTargetsMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.LookupTargetsRequest, dev.rollcall.v1.LookupTargetsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "LookupTargets"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.LookupTargetsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.LookupTargetsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RegistrarServiceMethodDescriptorSupplier("LookupTargets"))
              .build();
        }
      }
    }
    return getLookupTargetsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static RegistrarServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RegistrarServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RegistrarServiceStub>() {
        @java.lang.Override
        public RegistrarServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RegistrarServiceStub(channel, callOptions);
        }
      };
    return RegistrarServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static RegistrarServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RegistrarServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RegistrarServiceBlockingV2Stub>() {
        @java.lang.Override
        public RegistrarServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RegistrarServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return RegistrarServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static RegistrarServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RegistrarServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RegistrarServiceBlockingStub>() {
        @java.lang.Override
        public RegistrarServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RegistrarServiceBlockingStub(channel, callOptions);
        }
      };
    return RegistrarServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static RegistrarServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RegistrarServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RegistrarServiceFutureStub>() {
        @java.lang.Override
        public RegistrarServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RegistrarServiceFutureStub(channel, callOptions);
        }
      };
    return RegistrarServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * The registrar for SIP edges (Kamailio, drachtio and the like), so that they need no rules of their own. An edge that
   * serves every tenant has a token with scope `registrar` and account `-`; the domain is that of the SIP message.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Handles one REGISTER, the whole of RFC 3261 section 10.3: authentication with its challenges, policy, bindings. The
     * outcome is a SIP answer to send back; a refusal by SIP is not an error of the call. Status 200 means: committed.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT: the request, not the SIP in it), SIP_MESSAGE_MALFORMED (INVALID_ARGUMENT:
     * so broken that no answer can be made; drop it), OVERLOADED (RESOURCE_EXHAUSTED, with RetryInfo: answer 503 with
     * Retry-After).
     * Idempotency: a repeat with the same Call-ID and CSeq changes nothing but is not answered like the first (RFC 3261
     * section 10.3 step 7, RFC 7616 nonce counts). Do not retry: the phone retransmits or registers again.
     * </pre>
     */
    default void register(dev.rollcall.v1.RegisterRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.RegisterResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRegisterMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells that connections were lost: their registrations end with FLOW_FAILED after the domain's `flow_grace`, unless
     * the phones come back.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), OVERLOADED (RESOURCE_EXHAUSTED). Flows and registrations that are not
     * known (any more) are not an error.
     * Idempotency: a flow fails once; a retry is safe.
     * </pre>
     */
    default void reportFlowFailure(dev.rollcall.v1.ReportFlowFailureRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ReportFlowFailureResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getReportFlowFailureMethod(), responseObserver);
    }

    /**
     * <pre>
     * Finds where a call goes: the callee's registrations in the order to try them, or why it may not or cannot be
     * called. Call policy is applied; a refusal is not an error of the call.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void lookupTargets(dev.rollcall.v1.LookupTargetsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.LookupTargetsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getLookupTargetsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service RegistrarService.
   * <pre>
   * The registrar for SIP edges (Kamailio, drachtio and the like), so that they need no rules of their own. An edge that
   * serves every tenant has a token with scope `registrar` and account `-`; the domain is that of the SIP message.
   * </pre>
   */
  public static abstract class RegistrarServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return RegistrarServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service RegistrarService.
   * <pre>
   * The registrar for SIP edges (Kamailio, drachtio and the like), so that they need no rules of their own. An edge that
   * serves every tenant has a token with scope `registrar` and account `-`; the domain is that of the SIP message.
   * </pre>
   */
  public static final class RegistrarServiceStub
      extends io.grpc.stub.AbstractAsyncStub<RegistrarServiceStub> {
    private RegistrarServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RegistrarServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RegistrarServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Handles one REGISTER, the whole of RFC 3261 section 10.3: authentication with its challenges, policy, bindings. The
     * outcome is a SIP answer to send back; a refusal by SIP is not an error of the call. Status 200 means: committed.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT: the request, not the SIP in it), SIP_MESSAGE_MALFORMED (INVALID_ARGUMENT:
     * so broken that no answer can be made; drop it), OVERLOADED (RESOURCE_EXHAUSTED, with RetryInfo: answer 503 with
     * Retry-After).
     * Idempotency: a repeat with the same Call-ID and CSeq changes nothing but is not answered like the first (RFC 3261
     * section 10.3 step 7, RFC 7616 nonce counts). Do not retry: the phone retransmits or registers again.
     * </pre>
     */
    public void register(dev.rollcall.v1.RegisterRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.RegisterResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRegisterMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells that connections were lost: their registrations end with FLOW_FAILED after the domain's `flow_grace`, unless
     * the phones come back.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), OVERLOADED (RESOURCE_EXHAUSTED). Flows and registrations that are not
     * known (any more) are not an error.
     * Idempotency: a flow fails once; a retry is safe.
     * </pre>
     */
    public void reportFlowFailure(dev.rollcall.v1.ReportFlowFailureRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ReportFlowFailureResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getReportFlowFailureMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Finds where a call goes: the callee's registrations in the order to try them, or why it may not or cannot be
     * called. Call policy is applied; a refusal is not an error of the call.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void lookupTargets(dev.rollcall.v1.LookupTargetsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.LookupTargetsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getLookupTargetsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service RegistrarService.
   * <pre>
   * The registrar for SIP edges (Kamailio, drachtio and the like), so that they need no rules of their own. An edge that
   * serves every tenant has a token with scope `registrar` and account `-`; the domain is that of the SIP message.
   * </pre>
   */
  public static final class RegistrarServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<RegistrarServiceBlockingV2Stub> {
    private RegistrarServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RegistrarServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RegistrarServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Handles one REGISTER, the whole of RFC 3261 section 10.3: authentication with its challenges, policy, bindings. The
     * outcome is a SIP answer to send back; a refusal by SIP is not an error of the call. Status 200 means: committed.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT: the request, not the SIP in it), SIP_MESSAGE_MALFORMED (INVALID_ARGUMENT:
     * so broken that no answer can be made; drop it), OVERLOADED (RESOURCE_EXHAUSTED, with RetryInfo: answer 503 with
     * Retry-After).
     * Idempotency: a repeat with the same Call-ID and CSeq changes nothing but is not answered like the first (RFC 3261
     * section 10.3 step 7, RFC 7616 nonce counts). Do not retry: the phone retransmits or registers again.
     * </pre>
     */
    public dev.rollcall.v1.RegisterResponse register(dev.rollcall.v1.RegisterRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRegisterMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells that connections were lost: their registrations end with FLOW_FAILED after the domain's `flow_grace`, unless
     * the phones come back.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), OVERLOADED (RESOURCE_EXHAUSTED). Flows and registrations that are not
     * known (any more) are not an error.
     * Idempotency: a flow fails once; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ReportFlowFailureResponse reportFlowFailure(dev.rollcall.v1.ReportFlowFailureRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getReportFlowFailureMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Finds where a call goes: the callee's registrations in the order to try them, or why it may not or cannot be
     * called. Call policy is applied; a refusal is not an error of the call.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.LookupTargetsResponse lookupTargets(dev.rollcall.v1.LookupTargetsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getLookupTargetsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service RegistrarService.
   * <pre>
   * The registrar for SIP edges (Kamailio, drachtio and the like), so that they need no rules of their own. An edge that
   * serves every tenant has a token with scope `registrar` and account `-`; the domain is that of the SIP message.
   * </pre>
   */
  public static final class RegistrarServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<RegistrarServiceBlockingStub> {
    private RegistrarServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RegistrarServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RegistrarServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Handles one REGISTER, the whole of RFC 3261 section 10.3: authentication with its challenges, policy, bindings. The
     * outcome is a SIP answer to send back; a refusal by SIP is not an error of the call. Status 200 means: committed.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT: the request, not the SIP in it), SIP_MESSAGE_MALFORMED (INVALID_ARGUMENT:
     * so broken that no answer can be made; drop it), OVERLOADED (RESOURCE_EXHAUSTED, with RetryInfo: answer 503 with
     * Retry-After).
     * Idempotency: a repeat with the same Call-ID and CSeq changes nothing but is not answered like the first (RFC 3261
     * section 10.3 step 7, RFC 7616 nonce counts). Do not retry: the phone retransmits or registers again.
     * </pre>
     */
    public dev.rollcall.v1.RegisterResponse register(dev.rollcall.v1.RegisterRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRegisterMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells that connections were lost: their registrations end with FLOW_FAILED after the domain's `flow_grace`, unless
     * the phones come back.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), OVERLOADED (RESOURCE_EXHAUSTED). Flows and registrations that are not
     * known (any more) are not an error.
     * Idempotency: a flow fails once; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ReportFlowFailureResponse reportFlowFailure(dev.rollcall.v1.ReportFlowFailureRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getReportFlowFailureMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Finds where a call goes: the callee's registrations in the order to try them, or why it may not or cannot be
     * called. Call policy is applied; a refusal is not an error of the call.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.LookupTargetsResponse lookupTargets(dev.rollcall.v1.LookupTargetsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getLookupTargetsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service RegistrarService.
   * <pre>
   * The registrar for SIP edges (Kamailio, drachtio and the like), so that they need no rules of their own. An edge that
   * serves every tenant has a token with scope `registrar` and account `-`; the domain is that of the SIP message.
   * </pre>
   */
  public static final class RegistrarServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<RegistrarServiceFutureStub> {
    private RegistrarServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RegistrarServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RegistrarServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Handles one REGISTER, the whole of RFC 3261 section 10.3: authentication with its challenges, policy, bindings. The
     * outcome is a SIP answer to send back; a refusal by SIP is not an error of the call. Status 200 means: committed.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT: the request, not the SIP in it), SIP_MESSAGE_MALFORMED (INVALID_ARGUMENT:
     * so broken that no answer can be made; drop it), OVERLOADED (RESOURCE_EXHAUSTED, with RetryInfo: answer 503 with
     * Retry-After).
     * Idempotency: a repeat with the same Call-ID and CSeq changes nothing but is not answered like the first (RFC 3261
     * section 10.3 step 7, RFC 7616 nonce counts). Do not retry: the phone retransmits or registers again.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.RegisterResponse> register(
        dev.rollcall.v1.RegisterRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRegisterMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells that connections were lost: their registrations end with FLOW_FAILED after the domain's `flow_grace`, unless
     * the phones come back.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), OVERLOADED (RESOURCE_EXHAUSTED). Flows and registrations that are not
     * known (any more) are not an error.
     * Idempotency: a flow fails once; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.ReportFlowFailureResponse> reportFlowFailure(
        dev.rollcall.v1.ReportFlowFailureRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getReportFlowFailureMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Finds where a call goes: the callee's registrations in the order to try them, or why it may not or cannot be
     * called. Call policy is applied; a refusal is not an error of the call.
     * Scope: `registrar`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.LookupTargetsResponse> lookupTargets(
        dev.rollcall.v1.LookupTargetsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getLookupTargetsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_REGISTER = 0;
  private static final int METHODID_REPORT_FLOW_FAILURE = 1;
  private static final int METHODID_LOOKUP_TARGETS = 2;

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
        case METHODID_REGISTER:
          serviceImpl.register((dev.rollcall.v1.RegisterRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.RegisterResponse>) responseObserver);
          break;
        case METHODID_REPORT_FLOW_FAILURE:
          serviceImpl.reportFlowFailure((dev.rollcall.v1.ReportFlowFailureRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ReportFlowFailureResponse>) responseObserver);
          break;
        case METHODID_LOOKUP_TARGETS:
          serviceImpl.lookupTargets((dev.rollcall.v1.LookupTargetsRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.LookupTargetsResponse>) responseObserver);
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
          getRegisterMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.RegisterRequest,
              dev.rollcall.v1.RegisterResponse>(
                service, METHODID_REGISTER)))
        .addMethod(
          getReportFlowFailureMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.ReportFlowFailureRequest,
              dev.rollcall.v1.ReportFlowFailureResponse>(
                service, METHODID_REPORT_FLOW_FAILURE)))
        .addMethod(
          getLookupTargetsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.LookupTargetsRequest,
              dev.rollcall.v1.LookupTargetsResponse>(
                service, METHODID_LOOKUP_TARGETS)))
        .build();
  }

  private static abstract class RegistrarServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    RegistrarServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.rollcall.v1.RegistrarProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("RegistrarService");
    }
  }

  private static final class RegistrarServiceFileDescriptorSupplier
      extends RegistrarServiceBaseDescriptorSupplier {
    RegistrarServiceFileDescriptorSupplier() {}
  }

  private static final class RegistrarServiceMethodDescriptorSupplier
      extends RegistrarServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    RegistrarServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (RegistrarServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new RegistrarServiceFileDescriptorSupplier())
              .addMethod(getRegisterMethod())
              .addMethod(getReportFlowFailureMethod())
              .addMethod(getLookupTargetsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
