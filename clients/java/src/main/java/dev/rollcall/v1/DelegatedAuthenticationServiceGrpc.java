package dev.rollcall.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Decides digest authentication for the domains whose `delegated_authentication` names it. The customer implements it,
 * not Rollcall: no Rollcall server answers it, and no Rollcall token opens it. Rollcall sends the domain's
 * `bearer_token` as `authorization: Bearer`, retries UNAVAILABLE once within the timeout, stops asking for a while when
 * it keeps failing, and lets nobody in without an answer.
 * Each node asks an endpoint at most 256 questions at once for one account, 512 for one account at all its endpoints, and
 * 1024 for all accounts. After 5 failures in a row it asks nothing for
 * 2 to 4 seconds, then one question, whose answer decides whether it goes on. INVALID_ARGUMENT, NOT_FOUND,
 * ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED and OUT_OF_RANGE are taken to be about one question, and not counted.
 * Answers of more than 16 KiB are refused.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class DelegatedAuthenticationServiceGrpc {

  private DelegatedAuthenticationServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "rollcall.v1.DelegatedAuthenticationService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.VerifyDigestRequest,
      dev.rollcall.v1.VerifyDigestResponse> getVerifyDigestMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "VerifyDigest",
      requestType = dev.rollcall.v1.VerifyDigestRequest.class,
      responseType = dev.rollcall.v1.VerifyDigestResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.VerifyDigestRequest,
      dev.rollcall.v1.VerifyDigestResponse> getVerifyDigestMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.VerifyDigestRequest, dev.rollcall.v1.VerifyDigestResponse> getVerifyDigestMethod;
    if ((getVerifyDigestMethod = DelegatedAuthenticationServiceGrpc.getVerifyDigestMethod) == null) {
      synchronized (DelegatedAuthenticationServiceGrpc.class) {
        if ((getVerifyDigestMethod = DelegatedAuthenticationServiceGrpc.getVerifyDigestMethod) == null) {
          DelegatedAuthenticationServiceGrpc.getVerifyDigestMethod = getVerifyDigestMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.VerifyDigestRequest, dev.rollcall.v1.VerifyDigestResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "VerifyDigest"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.VerifyDigestRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.VerifyDigestResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DelegatedAuthenticationServiceMethodDescriptorSupplier("VerifyDigest"))
              .build();
        }
      }
    }
    return getVerifyDigestMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.FetchHa1Request,
      dev.rollcall.v1.FetchHa1Response> getFetchHa1Method;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "FetchHa1",
      requestType = dev.rollcall.v1.FetchHa1Request.class,
      responseType = dev.rollcall.v1.FetchHa1Response.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.FetchHa1Request,
      dev.rollcall.v1.FetchHa1Response> getFetchHa1Method() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.FetchHa1Request, dev.rollcall.v1.FetchHa1Response> getFetchHa1Method;
    if ((getFetchHa1Method = DelegatedAuthenticationServiceGrpc.getFetchHa1Method) == null) {
      synchronized (DelegatedAuthenticationServiceGrpc.class) {
        if ((getFetchHa1Method = DelegatedAuthenticationServiceGrpc.getFetchHa1Method) == null) {
          DelegatedAuthenticationServiceGrpc.getFetchHa1Method = getFetchHa1Method =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.FetchHa1Request, dev.rollcall.v1.FetchHa1Response>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "FetchHa1"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.FetchHa1Request.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.FetchHa1Response.getDefaultInstance()))
              .setSchemaDescriptor(new DelegatedAuthenticationServiceMethodDescriptorSupplier("FetchHa1"))
              .build();
        }
      }
    }
    return getFetchHa1Method;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static DelegatedAuthenticationServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DelegatedAuthenticationServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DelegatedAuthenticationServiceStub>() {
        @java.lang.Override
        public DelegatedAuthenticationServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DelegatedAuthenticationServiceStub(channel, callOptions);
        }
      };
    return DelegatedAuthenticationServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static DelegatedAuthenticationServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DelegatedAuthenticationServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DelegatedAuthenticationServiceBlockingV2Stub>() {
        @java.lang.Override
        public DelegatedAuthenticationServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DelegatedAuthenticationServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return DelegatedAuthenticationServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static DelegatedAuthenticationServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DelegatedAuthenticationServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DelegatedAuthenticationServiceBlockingStub>() {
        @java.lang.Override
        public DelegatedAuthenticationServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DelegatedAuthenticationServiceBlockingStub(channel, callOptions);
        }
      };
    return DelegatedAuthenticationServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static DelegatedAuthenticationServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DelegatedAuthenticationServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DelegatedAuthenticationServiceFutureStub>() {
        @java.lang.Override
        public DelegatedAuthenticationServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DelegatedAuthenticationServiceFutureStub(channel, callOptions);
        }
      };
    return DelegatedAuthenticationServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Decides digest authentication for the domains whose `delegated_authentication` names it. The customer implements it,
   * not Rollcall: no Rollcall server answers it, and no Rollcall token opens it. Rollcall sends the domain's
   * `bearer_token` as `authorization: Bearer`, retries UNAVAILABLE once within the timeout, stops asking for a while when
   * it keeps failing, and lets nobody in without an answer.
   * Each node asks an endpoint at most 256 questions at once for one account, 512 for one account at all its endpoints, and
   * 1024 for all accounts. After 5 failures in a row it asks nothing for
   * 2 to 4 seconds, then one question, whose answer decides whether it goes on. INVALID_ARGUMENT, NOT_FOUND,
   * ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED and OUT_OF_RANGE are taken to be about one question, and not counted.
   * Answers of more than 16 KiB are refused.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Checks one digest answer. Rollcall has checked nonce, nonce count, algorithm and realm before.
     * Scope: none of Rollcall's; the implementer checks the bearer token.
     * Errors: the implementer's. Any but UNAVAILABLE is not retried; every error lets nobody in. A wrong password and an
     * unknown user are not errors.
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void verifyDigest(dev.rollcall.v1.VerifyDigestRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.VerifyDigestResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getVerifyDigestMethod(), responseObserver);
    }

    /**
     * <pre>
     * Gives the HA1 of a user, for Rollcall to check with. Rollcall keeps it, in memory only, for the `cache_ttl`.
     * Scope: none of Rollcall's; the implementer checks the bearer token.
     * Errors: the implementer's. Any but UNAVAILABLE is not retried; every error lets nobody in. An unknown user is not
     * an error.
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void fetchHa1(dev.rollcall.v1.FetchHa1Request request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.FetchHa1Response> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getFetchHa1Method(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service DelegatedAuthenticationService.
   * <pre>
   * Decides digest authentication for the domains whose `delegated_authentication` names it. The customer implements it,
   * not Rollcall: no Rollcall server answers it, and no Rollcall token opens it. Rollcall sends the domain's
   * `bearer_token` as `authorization: Bearer`, retries UNAVAILABLE once within the timeout, stops asking for a while when
   * it keeps failing, and lets nobody in without an answer.
   * Each node asks an endpoint at most 256 questions at once for one account, 512 for one account at all its endpoints, and
   * 1024 for all accounts. After 5 failures in a row it asks nothing for
   * 2 to 4 seconds, then one question, whose answer decides whether it goes on. INVALID_ARGUMENT, NOT_FOUND,
   * ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED and OUT_OF_RANGE are taken to be about one question, and not counted.
   * Answers of more than 16 KiB are refused.
   * </pre>
   */
  public static abstract class DelegatedAuthenticationServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return DelegatedAuthenticationServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service DelegatedAuthenticationService.
   * <pre>
   * Decides digest authentication for the domains whose `delegated_authentication` names it. The customer implements it,
   * not Rollcall: no Rollcall server answers it, and no Rollcall token opens it. Rollcall sends the domain's
   * `bearer_token` as `authorization: Bearer`, retries UNAVAILABLE once within the timeout, stops asking for a while when
   * it keeps failing, and lets nobody in without an answer.
   * Each node asks an endpoint at most 256 questions at once for one account, 512 for one account at all its endpoints, and
   * 1024 for all accounts. After 5 failures in a row it asks nothing for
   * 2 to 4 seconds, then one question, whose answer decides whether it goes on. INVALID_ARGUMENT, NOT_FOUND,
   * ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED and OUT_OF_RANGE are taken to be about one question, and not counted.
   * Answers of more than 16 KiB are refused.
   * </pre>
   */
  public static final class DelegatedAuthenticationServiceStub
      extends io.grpc.stub.AbstractAsyncStub<DelegatedAuthenticationServiceStub> {
    private DelegatedAuthenticationServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DelegatedAuthenticationServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DelegatedAuthenticationServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Checks one digest answer. Rollcall has checked nonce, nonce count, algorithm and realm before.
     * Scope: none of Rollcall's; the implementer checks the bearer token.
     * Errors: the implementer's. Any but UNAVAILABLE is not retried; every error lets nobody in. A wrong password and an
     * unknown user are not errors.
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void verifyDigest(dev.rollcall.v1.VerifyDigestRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.VerifyDigestResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getVerifyDigestMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Gives the HA1 of a user, for Rollcall to check with. Rollcall keeps it, in memory only, for the `cache_ttl`.
     * Scope: none of Rollcall's; the implementer checks the bearer token.
     * Errors: the implementer's. Any but UNAVAILABLE is not retried; every error lets nobody in. An unknown user is not
     * an error.
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void fetchHa1(dev.rollcall.v1.FetchHa1Request request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.FetchHa1Response> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getFetchHa1Method(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service DelegatedAuthenticationService.
   * <pre>
   * Decides digest authentication for the domains whose `delegated_authentication` names it. The customer implements it,
   * not Rollcall: no Rollcall server answers it, and no Rollcall token opens it. Rollcall sends the domain's
   * `bearer_token` as `authorization: Bearer`, retries UNAVAILABLE once within the timeout, stops asking for a while when
   * it keeps failing, and lets nobody in without an answer.
   * Each node asks an endpoint at most 256 questions at once for one account, 512 for one account at all its endpoints, and
   * 1024 for all accounts. After 5 failures in a row it asks nothing for
   * 2 to 4 seconds, then one question, whose answer decides whether it goes on. INVALID_ARGUMENT, NOT_FOUND,
   * ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED and OUT_OF_RANGE are taken to be about one question, and not counted.
   * Answers of more than 16 KiB are refused.
   * </pre>
   */
  public static final class DelegatedAuthenticationServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<DelegatedAuthenticationServiceBlockingV2Stub> {
    private DelegatedAuthenticationServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DelegatedAuthenticationServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DelegatedAuthenticationServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Checks one digest answer. Rollcall has checked nonce, nonce count, algorithm and realm before.
     * Scope: none of Rollcall's; the implementer checks the bearer token.
     * Errors: the implementer's. Any but UNAVAILABLE is not retried; every error lets nobody in. A wrong password and an
     * unknown user are not errors.
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.VerifyDigestResponse verifyDigest(dev.rollcall.v1.VerifyDigestRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getVerifyDigestMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives the HA1 of a user, for Rollcall to check with. Rollcall keeps it, in memory only, for the `cache_ttl`.
     * Scope: none of Rollcall's; the implementer checks the bearer token.
     * Errors: the implementer's. Any but UNAVAILABLE is not retried; every error lets nobody in. An unknown user is not
     * an error.
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.FetchHa1Response fetchHa1(dev.rollcall.v1.FetchHa1Request request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getFetchHa1Method(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service DelegatedAuthenticationService.
   * <pre>
   * Decides digest authentication for the domains whose `delegated_authentication` names it. The customer implements it,
   * not Rollcall: no Rollcall server answers it, and no Rollcall token opens it. Rollcall sends the domain's
   * `bearer_token` as `authorization: Bearer`, retries UNAVAILABLE once within the timeout, stops asking for a while when
   * it keeps failing, and lets nobody in without an answer.
   * Each node asks an endpoint at most 256 questions at once for one account, 512 for one account at all its endpoints, and
   * 1024 for all accounts. After 5 failures in a row it asks nothing for
   * 2 to 4 seconds, then one question, whose answer decides whether it goes on. INVALID_ARGUMENT, NOT_FOUND,
   * ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED and OUT_OF_RANGE are taken to be about one question, and not counted.
   * Answers of more than 16 KiB are refused.
   * </pre>
   */
  public static final class DelegatedAuthenticationServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<DelegatedAuthenticationServiceBlockingStub> {
    private DelegatedAuthenticationServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DelegatedAuthenticationServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DelegatedAuthenticationServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Checks one digest answer. Rollcall has checked nonce, nonce count, algorithm and realm before.
     * Scope: none of Rollcall's; the implementer checks the bearer token.
     * Errors: the implementer's. Any but UNAVAILABLE is not retried; every error lets nobody in. A wrong password and an
     * unknown user are not errors.
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.VerifyDigestResponse verifyDigest(dev.rollcall.v1.VerifyDigestRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getVerifyDigestMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives the HA1 of a user, for Rollcall to check with. Rollcall keeps it, in memory only, for the `cache_ttl`.
     * Scope: none of Rollcall's; the implementer checks the bearer token.
     * Errors: the implementer's. Any but UNAVAILABLE is not retried; every error lets nobody in. An unknown user is not
     * an error.
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.FetchHa1Response fetchHa1(dev.rollcall.v1.FetchHa1Request request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getFetchHa1Method(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service DelegatedAuthenticationService.
   * <pre>
   * Decides digest authentication for the domains whose `delegated_authentication` names it. The customer implements it,
   * not Rollcall: no Rollcall server answers it, and no Rollcall token opens it. Rollcall sends the domain's
   * `bearer_token` as `authorization: Bearer`, retries UNAVAILABLE once within the timeout, stops asking for a while when
   * it keeps failing, and lets nobody in without an answer.
   * Each node asks an endpoint at most 256 questions at once for one account, 512 for one account at all its endpoints, and
   * 1024 for all accounts. After 5 failures in a row it asks nothing for
   * 2 to 4 seconds, then one question, whose answer decides whether it goes on. INVALID_ARGUMENT, NOT_FOUND,
   * ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED and OUT_OF_RANGE are taken to be about one question, and not counted.
   * Answers of more than 16 KiB are refused.
   * </pre>
   */
  public static final class DelegatedAuthenticationServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<DelegatedAuthenticationServiceFutureStub> {
    private DelegatedAuthenticationServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DelegatedAuthenticationServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DelegatedAuthenticationServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Checks one digest answer. Rollcall has checked nonce, nonce count, algorithm and realm before.
     * Scope: none of Rollcall's; the implementer checks the bearer token.
     * Errors: the implementer's. Any but UNAVAILABLE is not retried; every error lets nobody in. A wrong password and an
     * unknown user are not errors.
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.VerifyDigestResponse> verifyDigest(
        dev.rollcall.v1.VerifyDigestRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getVerifyDigestMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Gives the HA1 of a user, for Rollcall to check with. Rollcall keeps it, in memory only, for the `cache_ttl`.
     * Scope: none of Rollcall's; the implementer checks the bearer token.
     * Errors: the implementer's. Any but UNAVAILABLE is not retried; every error lets nobody in. An unknown user is not
     * an error.
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.FetchHa1Response> fetchHa1(
        dev.rollcall.v1.FetchHa1Request request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getFetchHa1Method(), getCallOptions()), request);
    }
  }

  private static final int METHODID_VERIFY_DIGEST = 0;
  private static final int METHODID_FETCH_HA1 = 1;

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
        case METHODID_VERIFY_DIGEST:
          serviceImpl.verifyDigest((dev.rollcall.v1.VerifyDigestRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.VerifyDigestResponse>) responseObserver);
          break;
        case METHODID_FETCH_HA1:
          serviceImpl.fetchHa1((dev.rollcall.v1.FetchHa1Request) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.FetchHa1Response>) responseObserver);
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
          getVerifyDigestMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.VerifyDigestRequest,
              dev.rollcall.v1.VerifyDigestResponse>(
                service, METHODID_VERIFY_DIGEST)))
        .addMethod(
          getFetchHa1Method(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.FetchHa1Request,
              dev.rollcall.v1.FetchHa1Response>(
                service, METHODID_FETCH_HA1)))
        .build();
  }

  private static abstract class DelegatedAuthenticationServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    DelegatedAuthenticationServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.rollcall.v1.DelegatedAuthenticationProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("DelegatedAuthenticationService");
    }
  }

  private static final class DelegatedAuthenticationServiceFileDescriptorSupplier
      extends DelegatedAuthenticationServiceBaseDescriptorSupplier {
    DelegatedAuthenticationServiceFileDescriptorSupplier() {}
  }

  private static final class DelegatedAuthenticationServiceMethodDescriptorSupplier
      extends DelegatedAuthenticationServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    DelegatedAuthenticationServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (DelegatedAuthenticationServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new DelegatedAuthenticationServiceFileDescriptorSupplier())
              .addMethod(getVerifyDigestMethod())
              .addMethod(getFetchHa1Method())
              .build();
        }
      }
    }
    return result;
  }
}
