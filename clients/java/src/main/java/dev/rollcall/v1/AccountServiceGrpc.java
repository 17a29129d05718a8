package dev.rollcall.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Manages the tenants, for the operator of the platform.
 * An account need not be created: one that is not there comes into being, without quotas, with the first domain that
 * is created in it. A token of an account that is not there is good.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class AccountServiceGrpc {

  private AccountServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "rollcall.v1.AccountService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.CreateAccountRequest,
      dev.rollcall.v1.CreateAccountResponse> getCreateAccountMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateAccount",
      requestType = dev.rollcall.v1.CreateAccountRequest.class,
      responseType = dev.rollcall.v1.CreateAccountResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.CreateAccountRequest,
      dev.rollcall.v1.CreateAccountResponse> getCreateAccountMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.CreateAccountRequest, dev.rollcall.v1.CreateAccountResponse> getCreateAccountMethod;
    if ((getCreateAccountMethod = AccountServiceGrpc.getCreateAccountMethod) == null) {
      synchronized (AccountServiceGrpc.class) {
        if ((getCreateAccountMethod = AccountServiceGrpc.getCreateAccountMethod) == null) {
          AccountServiceGrpc.getCreateAccountMethod = getCreateAccountMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.CreateAccountRequest, dev.rollcall.v1.CreateAccountResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateAccount"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.CreateAccountRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.CreateAccountResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AccountServiceMethodDescriptorSupplier("CreateAccount"))
              .build();
        }
      }
    }
    return getCreateAccountMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.GetAccountRequest,
      dev.rollcall.v1.GetAccountResponse> getGetAccountMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetAccount",
      requestType = dev.rollcall.v1.GetAccountRequest.class,
      responseType = dev.rollcall.v1.GetAccountResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.GetAccountRequest,
      dev.rollcall.v1.GetAccountResponse> getGetAccountMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.GetAccountRequest, dev.rollcall.v1.GetAccountResponse> getGetAccountMethod;
    if ((getGetAccountMethod = AccountServiceGrpc.getGetAccountMethod) == null) {
      synchronized (AccountServiceGrpc.class) {
        if ((getGetAccountMethod = AccountServiceGrpc.getGetAccountMethod) == null) {
          AccountServiceGrpc.getGetAccountMethod = getGetAccountMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.GetAccountRequest, dev.rollcall.v1.GetAccountResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetAccount"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetAccountRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetAccountResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AccountServiceMethodDescriptorSupplier("GetAccount"))
              .build();
        }
      }
    }
    return getGetAccountMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ListAccountsRequest,
      dev.rollcall.v1.ListAccountsResponse> getListAccountsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListAccounts",
      requestType = dev.rollcall.v1.ListAccountsRequest.class,
      responseType = dev.rollcall.v1.ListAccountsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ListAccountsRequest,
      dev.rollcall.v1.ListAccountsResponse> getListAccountsMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ListAccountsRequest, dev.rollcall.v1.ListAccountsResponse> getListAccountsMethod;
    if ((getListAccountsMethod = AccountServiceGrpc.getListAccountsMethod) == null) {
      synchronized (AccountServiceGrpc.class) {
        if ((getListAccountsMethod = AccountServiceGrpc.getListAccountsMethod) == null) {
          AccountServiceGrpc.getListAccountsMethod = getListAccountsMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ListAccountsRequest, dev.rollcall.v1.ListAccountsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListAccounts"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListAccountsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListAccountsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AccountServiceMethodDescriptorSupplier("ListAccounts"))
              .build();
        }
      }
    }
    return getListAccountsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateAccountRequest,
      dev.rollcall.v1.UpdateAccountResponse> getUpdateAccountMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateAccount",
      requestType = dev.rollcall.v1.UpdateAccountRequest.class,
      responseType = dev.rollcall.v1.UpdateAccountResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateAccountRequest,
      dev.rollcall.v1.UpdateAccountResponse> getUpdateAccountMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateAccountRequest, dev.rollcall.v1.UpdateAccountResponse> getUpdateAccountMethod;
    if ((getUpdateAccountMethod = AccountServiceGrpc.getUpdateAccountMethod) == null) {
      synchronized (AccountServiceGrpc.class) {
        if ((getUpdateAccountMethod = AccountServiceGrpc.getUpdateAccountMethod) == null) {
          AccountServiceGrpc.getUpdateAccountMethod = getUpdateAccountMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.UpdateAccountRequest, dev.rollcall.v1.UpdateAccountResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateAccount"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UpdateAccountRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UpdateAccountResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AccountServiceMethodDescriptorSupplier("UpdateAccount"))
              .build();
        }
      }
    }
    return getUpdateAccountMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteAccountRequest,
      dev.rollcall.v1.DeleteAccountResponse> getDeleteAccountMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteAccount",
      requestType = dev.rollcall.v1.DeleteAccountRequest.class,
      responseType = dev.rollcall.v1.DeleteAccountResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteAccountRequest,
      dev.rollcall.v1.DeleteAccountResponse> getDeleteAccountMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteAccountRequest, dev.rollcall.v1.DeleteAccountResponse> getDeleteAccountMethod;
    if ((getDeleteAccountMethod = AccountServiceGrpc.getDeleteAccountMethod) == null) {
      synchronized (AccountServiceGrpc.class) {
        if ((getDeleteAccountMethod = AccountServiceGrpc.getDeleteAccountMethod) == null) {
          AccountServiceGrpc.getDeleteAccountMethod = getDeleteAccountMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.DeleteAccountRequest, dev.rollcall.v1.DeleteAccountResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteAccount"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeleteAccountRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeleteAccountResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AccountServiceMethodDescriptorSupplier("DeleteAccount"))
              .build();
        }
      }
    }
    return getDeleteAccountMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static AccountServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<AccountServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<AccountServiceStub>() {
        @java.lang.Override
        public AccountServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new AccountServiceStub(channel, callOptions);
        }
      };
    return AccountServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static AccountServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<AccountServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<AccountServiceBlockingV2Stub>() {
        @java.lang.Override
        public AccountServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new AccountServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return AccountServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static AccountServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<AccountServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<AccountServiceBlockingStub>() {
        @java.lang.Override
        public AccountServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new AccountServiceBlockingStub(channel, callOptions);
        }
      };
    return AccountServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static AccountServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<AccountServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<AccountServiceFutureStub>() {
        @java.lang.Override
        public AccountServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new AccountServiceFutureStub(channel, callOptions);
        }
      };
    return AccountServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Manages the tenants, for the operator of the platform.
   * An account need not be created: one that is not there comes into being, without quotas, with the first domain that
   * is created in it. A token of an account that is not there is good.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Creates an account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    default void createAccount(dev.rollcall.v1.CreateAccountRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateAccountResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateAccountMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void getAccount(dev.rollcall.v1.GetAccountRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetAccountResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetAccountMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the accounts, a page at a time.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void listAccounts(dev.rollcall.v1.ListAccountsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListAccountsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListAccountsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes fields of an account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    default void updateAccount(dev.rollcall.v1.UpdateAccountRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateAccountResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateAccountMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes an account that has no domains, soft-deleted ones included, for good. Its audit entries stay until they age
     * out. Its tokens are those of an account that is not there from then on, also if it was disabled.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ACCOUNT_NOT_EMPTY (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    default void deleteAccount(dev.rollcall.v1.DeleteAccountRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteAccountResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteAccountMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service AccountService.
   * <pre>
   * Manages the tenants, for the operator of the platform.
   * An account need not be created: one that is not there comes into being, without quotas, with the first domain that
   * is created in it. A token of an account that is not there is good.
   * </pre>
   */
  public static abstract class AccountServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return AccountServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service AccountService.
   * <pre>
   * Manages the tenants, for the operator of the platform.
   * An account need not be created: one that is not there comes into being, without quotas, with the first domain that
   * is created in it. A token of an account that is not there is good.
   * </pre>
   */
  public static final class AccountServiceStub
      extends io.grpc.stub.AbstractAsyncStub<AccountServiceStub> {
    private AccountServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected AccountServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new AccountServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates an account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public void createAccount(dev.rollcall.v1.CreateAccountRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateAccountResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateAccountMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void getAccount(dev.rollcall.v1.GetAccountRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetAccountResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetAccountMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the accounts, a page at a time.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void listAccounts(dev.rollcall.v1.ListAccountsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListAccountsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListAccountsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes fields of an account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public void updateAccount(dev.rollcall.v1.UpdateAccountRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateAccountResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateAccountMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes an account that has no domains, soft-deleted ones included, for good. Its audit entries stay until they age
     * out. Its tokens are those of an account that is not there from then on, also if it was disabled.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ACCOUNT_NOT_EMPTY (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public void deleteAccount(dev.rollcall.v1.DeleteAccountRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteAccountResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteAccountMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service AccountService.
   * <pre>
   * Manages the tenants, for the operator of the platform.
   * An account need not be created: one that is not there comes into being, without quotas, with the first domain that
   * is created in it. A token of an account that is not there is good.
   * </pre>
   */
  public static final class AccountServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<AccountServiceBlockingV2Stub> {
    private AccountServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected AccountServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new AccountServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates an account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public dev.rollcall.v1.CreateAccountResponse createAccount(dev.rollcall.v1.CreateAccountRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateAccountMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetAccountResponse getAccount(dev.rollcall.v1.GetAccountRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetAccountMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the accounts, a page at a time.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListAccountsResponse listAccounts(dev.rollcall.v1.ListAccountsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListAccountsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes fields of an account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public dev.rollcall.v1.UpdateAccountResponse updateAccount(dev.rollcall.v1.UpdateAccountRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateAccountMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes an account that has no domains, soft-deleted ones included, for good. Its audit entries stay until they age
     * out. Its tokens are those of an account that is not there from then on, also if it was disabled.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ACCOUNT_NOT_EMPTY (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public dev.rollcall.v1.DeleteAccountResponse deleteAccount(dev.rollcall.v1.DeleteAccountRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteAccountMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service AccountService.
   * <pre>
   * Manages the tenants, for the operator of the platform.
   * An account need not be created: one that is not there comes into being, without quotas, with the first domain that
   * is created in it. A token of an account that is not there is good.
   * </pre>
   */
  public static final class AccountServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<AccountServiceBlockingStub> {
    private AccountServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected AccountServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new AccountServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates an account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public dev.rollcall.v1.CreateAccountResponse createAccount(dev.rollcall.v1.CreateAccountRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateAccountMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetAccountResponse getAccount(dev.rollcall.v1.GetAccountRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetAccountMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the accounts, a page at a time.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListAccountsResponse listAccounts(dev.rollcall.v1.ListAccountsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListAccountsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes fields of an account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public dev.rollcall.v1.UpdateAccountResponse updateAccount(dev.rollcall.v1.UpdateAccountRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateAccountMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes an account that has no domains, soft-deleted ones included, for good. Its audit entries stay until they age
     * out. Its tokens are those of an account that is not there from then on, also if it was disabled.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ACCOUNT_NOT_EMPTY (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public dev.rollcall.v1.DeleteAccountResponse deleteAccount(dev.rollcall.v1.DeleteAccountRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteAccountMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service AccountService.
   * <pre>
   * Manages the tenants, for the operator of the platform.
   * An account need not be created: one that is not there comes into being, without quotas, with the first domain that
   * is created in it. A token of an account that is not there is good.
   * </pre>
   */
  public static final class AccountServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<AccountServiceFutureStub> {
    private AccountServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected AccountServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new AccountServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates an account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.CreateAccountResponse> createAccount(
        dev.rollcall.v1.CreateAccountRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateAccountMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.GetAccountResponse> getAccount(
        dev.rollcall.v1.GetAccountRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetAccountMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the accounts, a page at a time.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.ListAccountsResponse> listAccounts(
        dev.rollcall.v1.ListAccountsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListAccountsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes fields of an account.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.UpdateAccountResponse> updateAccount(
        dev.rollcall.v1.UpdateAccountRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateAccountMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes an account that has no domains, soft-deleted ones included, for good. Its audit entries stay until they age
     * out. Its tokens are those of an account that is not there from then on, also if it was disabled.
     * Scope: `admin`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ACCOUNT_NOT_EMPTY (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.DeleteAccountResponse> deleteAccount(
        dev.rollcall.v1.DeleteAccountRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteAccountMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_ACCOUNT = 0;
  private static final int METHODID_GET_ACCOUNT = 1;
  private static final int METHODID_LIST_ACCOUNTS = 2;
  private static final int METHODID_UPDATE_ACCOUNT = 3;
  private static final int METHODID_DELETE_ACCOUNT = 4;

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
        case METHODID_CREATE_ACCOUNT:
          serviceImpl.createAccount((dev.rollcall.v1.CreateAccountRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateAccountResponse>) responseObserver);
          break;
        case METHODID_GET_ACCOUNT:
          serviceImpl.getAccount((dev.rollcall.v1.GetAccountRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.GetAccountResponse>) responseObserver);
          break;
        case METHODID_LIST_ACCOUNTS:
          serviceImpl.listAccounts((dev.rollcall.v1.ListAccountsRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ListAccountsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_ACCOUNT:
          serviceImpl.updateAccount((dev.rollcall.v1.UpdateAccountRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateAccountResponse>) responseObserver);
          break;
        case METHODID_DELETE_ACCOUNT:
          serviceImpl.deleteAccount((dev.rollcall.v1.DeleteAccountRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteAccountResponse>) responseObserver);
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
          getCreateAccountMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.CreateAccountRequest,
              dev.rollcall.v1.CreateAccountResponse>(
                service, METHODID_CREATE_ACCOUNT)))
        .addMethod(
          getGetAccountMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.GetAccountRequest,
              dev.rollcall.v1.GetAccountResponse>(
                service, METHODID_GET_ACCOUNT)))
        .addMethod(
          getListAccountsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.ListAccountsRequest,
              dev.rollcall.v1.ListAccountsResponse>(
                service, METHODID_LIST_ACCOUNTS)))
        .addMethod(
          getUpdateAccountMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.UpdateAccountRequest,
              dev.rollcall.v1.UpdateAccountResponse>(
                service, METHODID_UPDATE_ACCOUNT)))
        .addMethod(
          getDeleteAccountMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.DeleteAccountRequest,
              dev.rollcall.v1.DeleteAccountResponse>(
                service, METHODID_DELETE_ACCOUNT)))
        .build();
  }

  private static abstract class AccountServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    AccountServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.rollcall.v1.AccountProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("AccountService");
    }
  }

  private static final class AccountServiceFileDescriptorSupplier
      extends AccountServiceBaseDescriptorSupplier {
    AccountServiceFileDescriptorSupplier() {}
  }

  private static final class AccountServiceMethodDescriptorSupplier
      extends AccountServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    AccountServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (AccountServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new AccountServiceFileDescriptorSupplier())
              .addMethod(getCreateAccountMethod())
              .addMethod(getGetAccountMethod())
              .addMethod(getListAccountsMethod())
              .addMethod(getUpdateAccountMethod())
              .addMethod(getDeleteAccountMethod())
              .build();
        }
      }
    }
    return result;
  }
}
