package dev.rollcall.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Manages the users of domains.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class UserServiceGrpc {

  private UserServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "rollcall.v1.UserService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.CreateUserRequest,
      dev.rollcall.v1.CreateUserResponse> getCreateUserMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateUser",
      requestType = dev.rollcall.v1.CreateUserRequest.class,
      responseType = dev.rollcall.v1.CreateUserResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.CreateUserRequest,
      dev.rollcall.v1.CreateUserResponse> getCreateUserMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.CreateUserRequest, dev.rollcall.v1.CreateUserResponse> getCreateUserMethod;
    if ((getCreateUserMethod = UserServiceGrpc.getCreateUserMethod) == null) {
      synchronized (UserServiceGrpc.class) {
        if ((getCreateUserMethod = UserServiceGrpc.getCreateUserMethod) == null) {
          UserServiceGrpc.getCreateUserMethod = getCreateUserMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.CreateUserRequest, dev.rollcall.v1.CreateUserResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateUser"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.CreateUserRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.CreateUserResponse.getDefaultInstance()))
              .setSchemaDescriptor(new UserServiceMethodDescriptorSupplier("CreateUser"))
              .build();
        }
      }
    }
    return getCreateUserMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.GetUserRequest,
      dev.rollcall.v1.GetUserResponse> getGetUserMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetUser",
      requestType = dev.rollcall.v1.GetUserRequest.class,
      responseType = dev.rollcall.v1.GetUserResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.GetUserRequest,
      dev.rollcall.v1.GetUserResponse> getGetUserMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.GetUserRequest, dev.rollcall.v1.GetUserResponse> getGetUserMethod;
    if ((getGetUserMethod = UserServiceGrpc.getGetUserMethod) == null) {
      synchronized (UserServiceGrpc.class) {
        if ((getGetUserMethod = UserServiceGrpc.getGetUserMethod) == null) {
          UserServiceGrpc.getGetUserMethod = getGetUserMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.GetUserRequest, dev.rollcall.v1.GetUserResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetUser"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetUserRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetUserResponse.getDefaultInstance()))
              .setSchemaDescriptor(new UserServiceMethodDescriptorSupplier("GetUser"))
              .build();
        }
      }
    }
    return getGetUserMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.BatchGetUsersRequest,
      dev.rollcall.v1.BatchGetUsersResponse> getBatchGetUsersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "BatchGetUsers",
      requestType = dev.rollcall.v1.BatchGetUsersRequest.class,
      responseType = dev.rollcall.v1.BatchGetUsersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.BatchGetUsersRequest,
      dev.rollcall.v1.BatchGetUsersResponse> getBatchGetUsersMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.BatchGetUsersRequest, dev.rollcall.v1.BatchGetUsersResponse> getBatchGetUsersMethod;
    if ((getBatchGetUsersMethod = UserServiceGrpc.getBatchGetUsersMethod) == null) {
      synchronized (UserServiceGrpc.class) {
        if ((getBatchGetUsersMethod = UserServiceGrpc.getBatchGetUsersMethod) == null) {
          UserServiceGrpc.getBatchGetUsersMethod = getBatchGetUsersMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.BatchGetUsersRequest, dev.rollcall.v1.BatchGetUsersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "BatchGetUsers"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.BatchGetUsersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.BatchGetUsersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new UserServiceMethodDescriptorSupplier("BatchGetUsers"))
              .build();
        }
      }
    }
    return getBatchGetUsersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ListUsersRequest,
      dev.rollcall.v1.ListUsersResponse> getListUsersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListUsers",
      requestType = dev.rollcall.v1.ListUsersRequest.class,
      responseType = dev.rollcall.v1.ListUsersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ListUsersRequest,
      dev.rollcall.v1.ListUsersResponse> getListUsersMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ListUsersRequest, dev.rollcall.v1.ListUsersResponse> getListUsersMethod;
    if ((getListUsersMethod = UserServiceGrpc.getListUsersMethod) == null) {
      synchronized (UserServiceGrpc.class) {
        if ((getListUsersMethod = UserServiceGrpc.getListUsersMethod) == null) {
          UserServiceGrpc.getListUsersMethod = getListUsersMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ListUsersRequest, dev.rollcall.v1.ListUsersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListUsers"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListUsersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListUsersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new UserServiceMethodDescriptorSupplier("ListUsers"))
              .build();
        }
      }
    }
    return getListUsersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateUserRequest,
      dev.rollcall.v1.UpdateUserResponse> getUpdateUserMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateUser",
      requestType = dev.rollcall.v1.UpdateUserRequest.class,
      responseType = dev.rollcall.v1.UpdateUserResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateUserRequest,
      dev.rollcall.v1.UpdateUserResponse> getUpdateUserMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateUserRequest, dev.rollcall.v1.UpdateUserResponse> getUpdateUserMethod;
    if ((getUpdateUserMethod = UserServiceGrpc.getUpdateUserMethod) == null) {
      synchronized (UserServiceGrpc.class) {
        if ((getUpdateUserMethod = UserServiceGrpc.getUpdateUserMethod) == null) {
          UserServiceGrpc.getUpdateUserMethod = getUpdateUserMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.UpdateUserRequest, dev.rollcall.v1.UpdateUserResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateUser"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UpdateUserRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UpdateUserResponse.getDefaultInstance()))
              .setSchemaDescriptor(new UserServiceMethodDescriptorSupplier("UpdateUser"))
              .build();
        }
      }
    }
    return getUpdateUserMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteUserRequest,
      dev.rollcall.v1.DeleteUserResponse> getDeleteUserMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteUser",
      requestType = dev.rollcall.v1.DeleteUserRequest.class,
      responseType = dev.rollcall.v1.DeleteUserResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteUserRequest,
      dev.rollcall.v1.DeleteUserResponse> getDeleteUserMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteUserRequest, dev.rollcall.v1.DeleteUserResponse> getDeleteUserMethod;
    if ((getDeleteUserMethod = UserServiceGrpc.getDeleteUserMethod) == null) {
      synchronized (UserServiceGrpc.class) {
        if ((getDeleteUserMethod = UserServiceGrpc.getDeleteUserMethod) == null) {
          UserServiceGrpc.getDeleteUserMethod = getDeleteUserMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.DeleteUserRequest, dev.rollcall.v1.DeleteUserResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteUser"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeleteUserRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeleteUserResponse.getDefaultInstance()))
              .setSchemaDescriptor(new UserServiceMethodDescriptorSupplier("DeleteUser"))
              .build();
        }
      }
    }
    return getDeleteUserMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.UndeleteUserRequest,
      dev.rollcall.v1.UndeleteUserResponse> getUndeleteUserMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UndeleteUser",
      requestType = dev.rollcall.v1.UndeleteUserRequest.class,
      responseType = dev.rollcall.v1.UndeleteUserResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.UndeleteUserRequest,
      dev.rollcall.v1.UndeleteUserResponse> getUndeleteUserMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.UndeleteUserRequest, dev.rollcall.v1.UndeleteUserResponse> getUndeleteUserMethod;
    if ((getUndeleteUserMethod = UserServiceGrpc.getUndeleteUserMethod) == null) {
      synchronized (UserServiceGrpc.class) {
        if ((getUndeleteUserMethod = UserServiceGrpc.getUndeleteUserMethod) == null) {
          UserServiceGrpc.getUndeleteUserMethod = getUndeleteUserMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.UndeleteUserRequest, dev.rollcall.v1.UndeleteUserResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UndeleteUser"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UndeleteUserRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UndeleteUserResponse.getDefaultInstance()))
              .setSchemaDescriptor(new UserServiceMethodDescriptorSupplier("UndeleteUser"))
              .build();
        }
      }
    }
    return getUndeleteUserMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ResetRegistrationCredentialsRequest,
      dev.rollcall.v1.ResetRegistrationCredentialsResponse> getResetRegistrationCredentialsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ResetRegistrationCredentials",
      requestType = dev.rollcall.v1.ResetRegistrationCredentialsRequest.class,
      responseType = dev.rollcall.v1.ResetRegistrationCredentialsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ResetRegistrationCredentialsRequest,
      dev.rollcall.v1.ResetRegistrationCredentialsResponse> getResetRegistrationCredentialsMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ResetRegistrationCredentialsRequest, dev.rollcall.v1.ResetRegistrationCredentialsResponse> getResetRegistrationCredentialsMethod;
    if ((getResetRegistrationCredentialsMethod = UserServiceGrpc.getResetRegistrationCredentialsMethod) == null) {
      synchronized (UserServiceGrpc.class) {
        if ((getResetRegistrationCredentialsMethod = UserServiceGrpc.getResetRegistrationCredentialsMethod) == null) {
          UserServiceGrpc.getResetRegistrationCredentialsMethod = getResetRegistrationCredentialsMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ResetRegistrationCredentialsRequest, dev.rollcall.v1.ResetRegistrationCredentialsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ResetRegistrationCredentials"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ResetRegistrationCredentialsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ResetRegistrationCredentialsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new UserServiceMethodDescriptorSupplier("ResetRegistrationCredentials"))
              .build();
        }
      }
    }
    return getResetRegistrationCredentialsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.VerifyUserPasswordRequest,
      dev.rollcall.v1.VerifyUserPasswordResponse> getVerifyUserPasswordMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "VerifyUserPassword",
      requestType = dev.rollcall.v1.VerifyUserPasswordRequest.class,
      responseType = dev.rollcall.v1.VerifyUserPasswordResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.VerifyUserPasswordRequest,
      dev.rollcall.v1.VerifyUserPasswordResponse> getVerifyUserPasswordMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.VerifyUserPasswordRequest, dev.rollcall.v1.VerifyUserPasswordResponse> getVerifyUserPasswordMethod;
    if ((getVerifyUserPasswordMethod = UserServiceGrpc.getVerifyUserPasswordMethod) == null) {
      synchronized (UserServiceGrpc.class) {
        if ((getVerifyUserPasswordMethod = UserServiceGrpc.getVerifyUserPasswordMethod) == null) {
          UserServiceGrpc.getVerifyUserPasswordMethod = getVerifyUserPasswordMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.VerifyUserPasswordRequest, dev.rollcall.v1.VerifyUserPasswordResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "VerifyUserPassword"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.VerifyUserPasswordRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.VerifyUserPasswordResponse.getDefaultInstance()))
              .setSchemaDescriptor(new UserServiceMethodDescriptorSupplier("VerifyUserPassword"))
              .build();
        }
      }
    }
    return getVerifyUserPasswordMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.TestRegistrationRequest,
      dev.rollcall.v1.TestRegistrationResponse> getTestRegistrationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "TestRegistration",
      requestType = dev.rollcall.v1.TestRegistrationRequest.class,
      responseType = dev.rollcall.v1.TestRegistrationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.TestRegistrationRequest,
      dev.rollcall.v1.TestRegistrationResponse> getTestRegistrationMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.TestRegistrationRequest, dev.rollcall.v1.TestRegistrationResponse> getTestRegistrationMethod;
    if ((getTestRegistrationMethod = UserServiceGrpc.getTestRegistrationMethod) == null) {
      synchronized (UserServiceGrpc.class) {
        if ((getTestRegistrationMethod = UserServiceGrpc.getTestRegistrationMethod) == null) {
          UserServiceGrpc.getTestRegistrationMethod = getTestRegistrationMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.TestRegistrationRequest, dev.rollcall.v1.TestRegistrationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "TestRegistration"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.TestRegistrationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.TestRegistrationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new UserServiceMethodDescriptorSupplier("TestRegistration"))
              .build();
        }
      }
    }
    return getTestRegistrationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ImportUsersRequest,
      dev.rollcall.v1.ImportUsersResponse> getImportUsersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ImportUsers",
      requestType = dev.rollcall.v1.ImportUsersRequest.class,
      responseType = dev.rollcall.v1.ImportUsersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ImportUsersRequest,
      dev.rollcall.v1.ImportUsersResponse> getImportUsersMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ImportUsersRequest, dev.rollcall.v1.ImportUsersResponse> getImportUsersMethod;
    if ((getImportUsersMethod = UserServiceGrpc.getImportUsersMethod) == null) {
      synchronized (UserServiceGrpc.class) {
        if ((getImportUsersMethod = UserServiceGrpc.getImportUsersMethod) == null) {
          UserServiceGrpc.getImportUsersMethod = getImportUsersMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ImportUsersRequest, dev.rollcall.v1.ImportUsersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ImportUsers"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ImportUsersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ImportUsersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new UserServiceMethodDescriptorSupplier("ImportUsers"))
              .build();
        }
      }
    }
    return getImportUsersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ExportUsersRequest,
      dev.rollcall.v1.ExportUsersResponse> getExportUsersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ExportUsers",
      requestType = dev.rollcall.v1.ExportUsersRequest.class,
      responseType = dev.rollcall.v1.ExportUsersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ExportUsersRequest,
      dev.rollcall.v1.ExportUsersResponse> getExportUsersMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ExportUsersRequest, dev.rollcall.v1.ExportUsersResponse> getExportUsersMethod;
    if ((getExportUsersMethod = UserServiceGrpc.getExportUsersMethod) == null) {
      synchronized (UserServiceGrpc.class) {
        if ((getExportUsersMethod = UserServiceGrpc.getExportUsersMethod) == null) {
          UserServiceGrpc.getExportUsersMethod = getExportUsersMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ExportUsersRequest, dev.rollcall.v1.ExportUsersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ExportUsers"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ExportUsersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ExportUsersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new UserServiceMethodDescriptorSupplier("ExportUsers"))
              .build();
        }
      }
    }
    return getExportUsersMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static UserServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<UserServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<UserServiceStub>() {
        @java.lang.Override
        public UserServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new UserServiceStub(channel, callOptions);
        }
      };
    return UserServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static UserServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<UserServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<UserServiceBlockingV2Stub>() {
        @java.lang.Override
        public UserServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new UserServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return UserServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static UserServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<UserServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<UserServiceBlockingStub>() {
        @java.lang.Override
        public UserServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new UserServiceBlockingStub(channel, callOptions);
        }
      };
    return UserServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static UserServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<UserServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<UserServiceFutureStub>() {
        @java.lang.Override
        public UserServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new UserServiceFutureStub(channel, callOptions);
        }
      };
    return UserServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Manages the users of domains.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Creates a user. What is left empty of `auth_username`, `registration_password` and `user_password` is generated;
     * generated passwords are in this answer and nowhere else.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain, role, organization or group), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS, naming the field), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION), QUOTA_EXCEEDED
     * (RESOURCE_EXHAUSTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, generated passwords included;
     * without one, a repeat answers RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    default void createUser(dev.rollcall.v1.CreateUserRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateUserResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateUserMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one user with its presence, also a soft-deleted one.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void getUser(dev.rollcall.v1.GetUserRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetUserResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetUserMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads several users at once, in the order of the request (AIP-231). All or none: one that is missing fails the
     * call.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND, naming the first that is missing), REVISION_NOT_REACHED
     * (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void batchGetUsers(dev.rollcall.v1.BatchGetUsersRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.BatchGetUsersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getBatchGetUsersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the users of a domain, or of all domains of the account, a page at a time, with their presence. The online
     * users of an account: parent `domains/-`, filter `presence.state = ONLINE`.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID
     * (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain),
     * REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void listUsers(dev.rollcall.v1.ListUsersRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListUsersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListUsersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes fields of a user. Disabling it or changing its registration credential ends all its registrations
     * (REJECTED), a lower limit ends the oldest (EVICTED), in the same transaction, each with its event.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the user, or a role, organization or
     * group), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS, naming the field), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ORGANIZATIONS_DISABLED (FAILED_PRECONDITION), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH. The repeat of a change of `registration_password` also ends what was registered in between.
     * </pre>
     */
    default void updateUser(dev.rollcall.v1.UpdateUserRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateUserResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateUserMethod(), responseObserver);
    }

    /**
     * <pre>
     * Soft-deletes a user (AIP-164): it can no longer register, and what it had registered ends with REJECTED. It is
     * purged at `purge_time`; until then UndeleteUser brings it back and its login, e-mail, numbers and leases stay
     * taken.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is deleted already),
     * RESOURCE_DELETED (FAILED_PRECONDITION: the domain), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    default void deleteUser(dev.rollcall.v1.DeleteUserRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteUserResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteUserMethod(), responseObserver);
    }

    /**
     * <pre>
     * Brings a soft-deleted user back, credentials included. Its registrations are not brought back.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is purged),
     * RESOURCE_NOT_DELETED (ALREADY_EXISTS), RESOURCE_DELETED (FAILED_PRECONDITION: the domain), ETAG_MISMATCH (ABORTED),
     * QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_DELETED when the first one
     * took effect.
     * </pre>
     */
    default void undeleteUser(dev.rollcall.v1.UndeleteUserRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UndeleteUserResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUndeleteUserMethod(), responseObserver);
    }

    /**
     * <pre>
     * Gives a user a new registration credential and, if asked, a new authentication user name. With an `overlap` the old
     * credential works beside it until the overlap ends; without one, what was registered ends with REJECTED.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND),
     * RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS: the `auth_username`), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ETAG_MISMATCH (ABORTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, the generated password included;
     * without one, each call makes another credential.
     * </pre>
     */
    default void resetRegistrationCredentials(dev.rollcall.v1.ResetRegistrationCredentialsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ResetRegistrationCredentialsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getResetRegistrationCredentialsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Checks a portal password. Unknown, disabled and deleted users and users without a password answer like a wrong
     * password, in the same time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain), RATE_LIMITED
     * (RESOURCE_EXHAUSTED, per user and per caller).
     * Idempotency: a repeat gives the same answer but counts towards the rate limit; a retry is safe, and not automatic.
     * </pre>
     */
    default void verifyUserPassword(dev.rollcall.v1.VerifyUserPasswordRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.VerifyUserPasswordResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getVerifyUserPasswordMethod(), responseObserver);
    }

    /**
     * <pre>
     * Proves that a user can register: the server registers as the user through its own real listener, step by step, and
     * removes that registration again. Needs no password. It registers as a softphone: it counts towards the limit of the
     * user only where the domain sets `count_softphones` (with EVICT_OLDEST it does not run there, as it could end a real
     * registration), and towards the account's quota. Watchers see it.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), RATE_LIMITED (RESOURCE_EXHAUSTED). A step
     * that fails is not an error of the call: see the answer.
     * Idempotency: each call is another test; a retry is safe.
     * </pre>
     */
    default void testRegistration(dev.rollcall.v1.TestRegistrationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.TestRegistrationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getTestRegistrationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Creates many users. The first message is the `config`, each later one a batch of `rows`; the caller then
     * half-closes. The server answers meanwhile with progress, row errors and generated passwords, and last with the
     * summary, after which it ends the stream with OK, also when rows had errors. The writer is held for short chunks
     * only. BEST_EFFORT commits chunk by chunk; ATOMIC stages and checks all first and creates all users or none.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT: the config, or the order of messages), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain), RESOURCE_DELETED (FAILED_PRECONDITION: the domain), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED: an ATOMIC import of
     * more than 10,000 rows), DRAINING (UNAVAILABLE), STREAM_LIFETIME_ENDED (UNAVAILABLE). What is wrong with a row, its
     * quota included, is a row error.
     * Idempotency: not idempotent, but nothing is doubled: in a repeat, rows whose users exist are row errors
     * (RESOURCE_ALREADY_EXISTS). A stream cut short has created all, none (ATOMIC) or some (BEST_EFFORT) of them.
     * </pre>
     */
    default io.grpc.stub.StreamObserver<dev.rollcall.v1.ImportUsersRequest> importUsers(
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ImportUsersResponse> responseObserver) {
      return io.grpc.stub.ServerCalls.asyncUnimplementedStreamingCall(getImportUsersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads all users of a domain as rows that ImportUsers takes back unchanged, without secrets, at one point in time,
     * ordered by name. The presence is not exported.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), DRAINING (UNAVAILABLE),
     * STREAM_LIFETIME_ENDED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe and begins from the start.
     * </pre>
     */
    default void exportUsers(dev.rollcall.v1.ExportUsersRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ExportUsersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getExportUsersMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service UserService.
   * <pre>
   * Manages the users of domains.
   * </pre>
   */
  public static abstract class UserServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return UserServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service UserService.
   * <pre>
   * Manages the users of domains.
   * </pre>
   */
  public static final class UserServiceStub
      extends io.grpc.stub.AbstractAsyncStub<UserServiceStub> {
    private UserServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected UserServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new UserServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a user. What is left empty of `auth_username`, `registration_password` and `user_password` is generated;
     * generated passwords are in this answer and nowhere else.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain, role, organization or group), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS, naming the field), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION), QUOTA_EXCEEDED
     * (RESOURCE_EXHAUSTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, generated passwords included;
     * without one, a repeat answers RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public void createUser(dev.rollcall.v1.CreateUserRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateUserResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateUserMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one user with its presence, also a soft-deleted one.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void getUser(dev.rollcall.v1.GetUserRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetUserResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetUserMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads several users at once, in the order of the request (AIP-231). All or none: one that is missing fails the
     * call.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND, naming the first that is missing), REVISION_NOT_REACHED
     * (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void batchGetUsers(dev.rollcall.v1.BatchGetUsersRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.BatchGetUsersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getBatchGetUsersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the users of a domain, or of all domains of the account, a page at a time, with their presence. The online
     * users of an account: parent `domains/-`, filter `presence.state = ONLINE`.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID
     * (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain),
     * REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void listUsers(dev.rollcall.v1.ListUsersRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListUsersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListUsersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes fields of a user. Disabling it or changing its registration credential ends all its registrations
     * (REJECTED), a lower limit ends the oldest (EVICTED), in the same transaction, each with its event.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the user, or a role, organization or
     * group), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS, naming the field), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ORGANIZATIONS_DISABLED (FAILED_PRECONDITION), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH. The repeat of a change of `registration_password` also ends what was registered in between.
     * </pre>
     */
    public void updateUser(dev.rollcall.v1.UpdateUserRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateUserResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateUserMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Soft-deletes a user (AIP-164): it can no longer register, and what it had registered ends with REJECTED. It is
     * purged at `purge_time`; until then UndeleteUser brings it back and its login, e-mail, numbers and leases stay
     * taken.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is deleted already),
     * RESOURCE_DELETED (FAILED_PRECONDITION: the domain), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public void deleteUser(dev.rollcall.v1.DeleteUserRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteUserResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteUserMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Brings a soft-deleted user back, credentials included. Its registrations are not brought back.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is purged),
     * RESOURCE_NOT_DELETED (ALREADY_EXISTS), RESOURCE_DELETED (FAILED_PRECONDITION: the domain), ETAG_MISMATCH (ABORTED),
     * QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_DELETED when the first one
     * took effect.
     * </pre>
     */
    public void undeleteUser(dev.rollcall.v1.UndeleteUserRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UndeleteUserResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUndeleteUserMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Gives a user a new registration credential and, if asked, a new authentication user name. With an `overlap` the old
     * credential works beside it until the overlap ends; without one, what was registered ends with REJECTED.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND),
     * RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS: the `auth_username`), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ETAG_MISMATCH (ABORTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, the generated password included;
     * without one, each call makes another credential.
     * </pre>
     */
    public void resetRegistrationCredentials(dev.rollcall.v1.ResetRegistrationCredentialsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ResetRegistrationCredentialsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getResetRegistrationCredentialsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Checks a portal password. Unknown, disabled and deleted users and users without a password answer like a wrong
     * password, in the same time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain), RATE_LIMITED
     * (RESOURCE_EXHAUSTED, per user and per caller).
     * Idempotency: a repeat gives the same answer but counts towards the rate limit; a retry is safe, and not automatic.
     * </pre>
     */
    public void verifyUserPassword(dev.rollcall.v1.VerifyUserPasswordRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.VerifyUserPasswordResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getVerifyUserPasswordMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Proves that a user can register: the server registers as the user through its own real listener, step by step, and
     * removes that registration again. Needs no password. It registers as a softphone: it counts towards the limit of the
     * user only where the domain sets `count_softphones` (with EVICT_OLDEST it does not run there, as it could end a real
     * registration), and towards the account's quota. Watchers see it.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), RATE_LIMITED (RESOURCE_EXHAUSTED). A step
     * that fails is not an error of the call: see the answer.
     * Idempotency: each call is another test; a retry is safe.
     * </pre>
     */
    public void testRegistration(dev.rollcall.v1.TestRegistrationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.TestRegistrationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getTestRegistrationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Creates many users. The first message is the `config`, each later one a batch of `rows`; the caller then
     * half-closes. The server answers meanwhile with progress, row errors and generated passwords, and last with the
     * summary, after which it ends the stream with OK, also when rows had errors. The writer is held for short chunks
     * only. BEST_EFFORT commits chunk by chunk; ATOMIC stages and checks all first and creates all users or none.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT: the config, or the order of messages), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain), RESOURCE_DELETED (FAILED_PRECONDITION: the domain), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED: an ATOMIC import of
     * more than 10,000 rows), DRAINING (UNAVAILABLE), STREAM_LIFETIME_ENDED (UNAVAILABLE). What is wrong with a row, its
     * quota included, is a row error.
     * Idempotency: not idempotent, but nothing is doubled: in a repeat, rows whose users exist are row errors
     * (RESOURCE_ALREADY_EXISTS). A stream cut short has created all, none (ATOMIC) or some (BEST_EFFORT) of them.
     * </pre>
     */
    public io.grpc.stub.StreamObserver<dev.rollcall.v1.ImportUsersRequest> importUsers(
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ImportUsersResponse> responseObserver) {
      return io.grpc.stub.ClientCalls.asyncBidiStreamingCall(
          getChannel().newCall(getImportUsersMethod(), getCallOptions()), responseObserver);
    }

    /**
     * <pre>
     * Reads all users of a domain as rows that ImportUsers takes back unchanged, without secrets, at one point in time,
     * ordered by name. The presence is not exported.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), DRAINING (UNAVAILABLE),
     * STREAM_LIFETIME_ENDED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe and begins from the start.
     * </pre>
     */
    public void exportUsers(dev.rollcall.v1.ExportUsersRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ExportUsersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getExportUsersMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service UserService.
   * <pre>
   * Manages the users of domains.
   * </pre>
   */
  public static final class UserServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<UserServiceBlockingV2Stub> {
    private UserServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected UserServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new UserServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a user. What is left empty of `auth_username`, `registration_password` and `user_password` is generated;
     * generated passwords are in this answer and nowhere else.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain, role, organization or group), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS, naming the field), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION), QUOTA_EXCEEDED
     * (RESOURCE_EXHAUSTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, generated passwords included;
     * without one, a repeat answers RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public dev.rollcall.v1.CreateUserResponse createUser(dev.rollcall.v1.CreateUserRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateUserMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one user with its presence, also a soft-deleted one.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetUserResponse getUser(dev.rollcall.v1.GetUserRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetUserMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads several users at once, in the order of the request (AIP-231). All or none: one that is missing fails the
     * call.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND, naming the first that is missing), REVISION_NOT_REACHED
     * (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.BatchGetUsersResponse batchGetUsers(dev.rollcall.v1.BatchGetUsersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getBatchGetUsersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the users of a domain, or of all domains of the account, a page at a time, with their presence. The online
     * users of an account: parent `domains/-`, filter `presence.state = ONLINE`.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID
     * (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain),
     * REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListUsersResponse listUsers(dev.rollcall.v1.ListUsersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListUsersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes fields of a user. Disabling it or changing its registration credential ends all its registrations
     * (REJECTED), a lower limit ends the oldest (EVICTED), in the same transaction, each with its event.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the user, or a role, organization or
     * group), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS, naming the field), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ORGANIZATIONS_DISABLED (FAILED_PRECONDITION), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH. The repeat of a change of `registration_password` also ends what was registered in between.
     * </pre>
     */
    public dev.rollcall.v1.UpdateUserResponse updateUser(dev.rollcall.v1.UpdateUserRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateUserMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Soft-deletes a user (AIP-164): it can no longer register, and what it had registered ends with REJECTED. It is
     * purged at `purge_time`; until then UndeleteUser brings it back and its login, e-mail, numbers and leases stay
     * taken.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is deleted already),
     * RESOURCE_DELETED (FAILED_PRECONDITION: the domain), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public dev.rollcall.v1.DeleteUserResponse deleteUser(dev.rollcall.v1.DeleteUserRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteUserMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Brings a soft-deleted user back, credentials included. Its registrations are not brought back.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is purged),
     * RESOURCE_NOT_DELETED (ALREADY_EXISTS), RESOURCE_DELETED (FAILED_PRECONDITION: the domain), ETAG_MISMATCH (ABORTED),
     * QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_DELETED when the first one
     * took effect.
     * </pre>
     */
    public dev.rollcall.v1.UndeleteUserResponse undeleteUser(dev.rollcall.v1.UndeleteUserRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUndeleteUserMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives a user a new registration credential and, if asked, a new authentication user name. With an `overlap` the old
     * credential works beside it until the overlap ends; without one, what was registered ends with REJECTED.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND),
     * RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS: the `auth_username`), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ETAG_MISMATCH (ABORTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, the generated password included;
     * without one, each call makes another credential.
     * </pre>
     */
    public dev.rollcall.v1.ResetRegistrationCredentialsResponse resetRegistrationCredentials(dev.rollcall.v1.ResetRegistrationCredentialsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getResetRegistrationCredentialsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Checks a portal password. Unknown, disabled and deleted users and users without a password answer like a wrong
     * password, in the same time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain), RATE_LIMITED
     * (RESOURCE_EXHAUSTED, per user and per caller).
     * Idempotency: a repeat gives the same answer but counts towards the rate limit; a retry is safe, and not automatic.
     * </pre>
     */
    public dev.rollcall.v1.VerifyUserPasswordResponse verifyUserPassword(dev.rollcall.v1.VerifyUserPasswordRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getVerifyUserPasswordMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Proves that a user can register: the server registers as the user through its own real listener, step by step, and
     * removes that registration again. Needs no password. It registers as a softphone: it counts towards the limit of the
     * user only where the domain sets `count_softphones` (with EVICT_OLDEST it does not run there, as it could end a real
     * registration), and towards the account's quota. Watchers see it.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), RATE_LIMITED (RESOURCE_EXHAUSTED). A step
     * that fails is not an error of the call: see the answer.
     * Idempotency: each call is another test; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.TestRegistrationResponse testRegistration(dev.rollcall.v1.TestRegistrationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getTestRegistrationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Creates many users. The first message is the `config`, each later one a batch of `rows`; the caller then
     * half-closes. The server answers meanwhile with progress, row errors and generated passwords, and last with the
     * summary, after which it ends the stream with OK, also when rows had errors. The writer is held for short chunks
     * only. BEST_EFFORT commits chunk by chunk; ATOMIC stages and checks all first and creates all users or none.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT: the config, or the order of messages), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain), RESOURCE_DELETED (FAILED_PRECONDITION: the domain), QUOTA_EXCEEDED (RESOURCE_EXHAUSTED: an ATOMIC import of
     * more than 10,000 rows), DRAINING (UNAVAILABLE), STREAM_LIFETIME_ENDED (UNAVAILABLE). What is wrong with a row, its
     * quota included, is a row error.
     * Idempotency: not idempotent, but nothing is doubled: in a repeat, rows whose users exist are row errors
     * (RESOURCE_ALREADY_EXISTS). A stream cut short has created all, none (ATOMIC) or some (BEST_EFFORT) of them.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<dev.rollcall.v1.ImportUsersRequest, dev.rollcall.v1.ImportUsersResponse>
        importUsers() {
      return io.grpc.stub.ClientCalls.blockingBidiStreamingCall(
          getChannel(), getImportUsersMethod(), getCallOptions());
    }

    /**
     * <pre>
     * Reads all users of a domain as rows that ImportUsers takes back unchanged, without secrets, at one point in time,
     * ordered by name. The presence is not exported.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), DRAINING (UNAVAILABLE),
     * STREAM_LIFETIME_ENDED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe and begins from the start.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, dev.rollcall.v1.ExportUsersResponse>
        exportUsers(dev.rollcall.v1.ExportUsersRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getExportUsersMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service UserService.
   * <pre>
   * Manages the users of domains.
   * </pre>
   */
  public static final class UserServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<UserServiceBlockingStub> {
    private UserServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected UserServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new UserServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a user. What is left empty of `auth_username`, `registration_password` and `user_password` is generated;
     * generated passwords are in this answer and nowhere else.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain, role, organization or group), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS, naming the field), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION), QUOTA_EXCEEDED
     * (RESOURCE_EXHAUSTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, generated passwords included;
     * without one, a repeat answers RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public dev.rollcall.v1.CreateUserResponse createUser(dev.rollcall.v1.CreateUserRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateUserMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one user with its presence, also a soft-deleted one.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetUserResponse getUser(dev.rollcall.v1.GetUserRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetUserMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads several users at once, in the order of the request (AIP-231). All or none: one that is missing fails the
     * call.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND, naming the first that is missing), REVISION_NOT_REACHED
     * (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.BatchGetUsersResponse batchGetUsers(dev.rollcall.v1.BatchGetUsersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getBatchGetUsersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the users of a domain, or of all domains of the account, a page at a time, with their presence. The online
     * users of an account: parent `domains/-`, filter `presence.state = ONLINE`.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID
     * (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain),
     * REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListUsersResponse listUsers(dev.rollcall.v1.ListUsersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListUsersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes fields of a user. Disabling it or changing its registration credential ends all its registrations
     * (REJECTED), a lower limit ends the oldest (EVICTED), in the same transaction, each with its event.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the user, or a role, organization or
     * group), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS, naming the field), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ORGANIZATIONS_DISABLED (FAILED_PRECONDITION), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH. The repeat of a change of `registration_password` also ends what was registered in between.
     * </pre>
     */
    public dev.rollcall.v1.UpdateUserResponse updateUser(dev.rollcall.v1.UpdateUserRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateUserMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Soft-deletes a user (AIP-164): it can no longer register, and what it had registered ends with REJECTED. It is
     * purged at `purge_time`; until then UndeleteUser brings it back and its login, e-mail, numbers and leases stay
     * taken.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is deleted already),
     * RESOURCE_DELETED (FAILED_PRECONDITION: the domain), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public dev.rollcall.v1.DeleteUserResponse deleteUser(dev.rollcall.v1.DeleteUserRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteUserMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Brings a soft-deleted user back, credentials included. Its registrations are not brought back.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is purged),
     * RESOURCE_NOT_DELETED (ALREADY_EXISTS), RESOURCE_DELETED (FAILED_PRECONDITION: the domain), ETAG_MISMATCH (ABORTED),
     * QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_DELETED when the first one
     * took effect.
     * </pre>
     */
    public dev.rollcall.v1.UndeleteUserResponse undeleteUser(dev.rollcall.v1.UndeleteUserRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUndeleteUserMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives a user a new registration credential and, if asked, a new authentication user name. With an `overlap` the old
     * credential works beside it until the overlap ends; without one, what was registered ends with REJECTED.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND),
     * RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS: the `auth_username`), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ETAG_MISMATCH (ABORTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, the generated password included;
     * without one, each call makes another credential.
     * </pre>
     */
    public dev.rollcall.v1.ResetRegistrationCredentialsResponse resetRegistrationCredentials(dev.rollcall.v1.ResetRegistrationCredentialsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getResetRegistrationCredentialsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Checks a portal password. Unknown, disabled and deleted users and users without a password answer like a wrong
     * password, in the same time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain), RATE_LIMITED
     * (RESOURCE_EXHAUSTED, per user and per caller).
     * Idempotency: a repeat gives the same answer but counts towards the rate limit; a retry is safe, and not automatic.
     * </pre>
     */
    public dev.rollcall.v1.VerifyUserPasswordResponse verifyUserPassword(dev.rollcall.v1.VerifyUserPasswordRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getVerifyUserPasswordMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Proves that a user can register: the server registers as the user through its own real listener, step by step, and
     * removes that registration again. Needs no password. It registers as a softphone: it counts towards the limit of the
     * user only where the domain sets `count_softphones` (with EVICT_OLDEST it does not run there, as it could end a real
     * registration), and towards the account's quota. Watchers see it.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), RATE_LIMITED (RESOURCE_EXHAUSTED). A step
     * that fails is not an error of the call: see the answer.
     * Idempotency: each call is another test; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.TestRegistrationResponse testRegistration(dev.rollcall.v1.TestRegistrationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getTestRegistrationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads all users of a domain as rows that ImportUsers takes back unchanged, without secrets, at one point in time,
     * ordered by name. The presence is not exported.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), DRAINING (UNAVAILABLE),
     * STREAM_LIFETIME_ENDED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe and begins from the start.
     * </pre>
     */
    public java.util.Iterator<dev.rollcall.v1.ExportUsersResponse> exportUsers(
        dev.rollcall.v1.ExportUsersRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getExportUsersMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service UserService.
   * <pre>
   * Manages the users of domains.
   * </pre>
   */
  public static final class UserServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<UserServiceFutureStub> {
    private UserServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected UserServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new UserServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a user. What is left empty of `auth_username`, `registration_password` and `user_password` is generated;
     * generated passwords are in this answer and nowhere else.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain, role, organization or group), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS, naming the field), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the domain), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION), QUOTA_EXCEEDED
     * (RESOURCE_EXHAUSTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, generated passwords included;
     * without one, a repeat answers RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.CreateUserResponse> createUser(
        dev.rollcall.v1.CreateUserRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateUserMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one user with its presence, also a soft-deleted one.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.GetUserResponse> getUser(
        dev.rollcall.v1.GetUserRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetUserMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads several users at once, in the order of the request (AIP-231). All or none: one that is missing fails the
     * call.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN
     * (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND, naming the first that is missing), REVISION_NOT_REACHED
     * (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.BatchGetUsersResponse> batchGetUsers(
        dev.rollcall.v1.BatchGetUsersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getBatchGetUsersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the users of a domain, or of all domains of the account, a page at a time, with their presence. The online
     * users of an account: parent `domains/-`, filter `presence.state = ONLINE`.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESUME_TOKEN_INVALID
     * (INVALID_ARGUMENT), RESUME_TOKEN_FOREIGN (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain),
     * REVISION_NOT_REACHED (UNAVAILABLE).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.ListUsersResponse> listUsers(
        dev.rollcall.v1.ListUsersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListUsersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes fields of a user. Disabling it or changing its registration credential ends all its registrations
     * (REJECTED), a lower limit ends the oldest (EVICTED), in the same transaction, each with its event.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the user, or a role, organization or
     * group), RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS, naming the field), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ORGANIZATIONS_DISABLED (FAILED_PRECONDITION), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH. The repeat of a change of `registration_password` also ends what was registered in between.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.UpdateUserResponse> updateUser(
        dev.rollcall.v1.UpdateUserRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateUserMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Soft-deletes a user (AIP-164): it can no longer register, and what it had registered ends with REJECTED. It is
     * purged at `purge_time`; until then UndeleteUser brings it back and its login, e-mail, numbers and leases stay
     * taken.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is deleted already),
     * RESOURCE_DELETED (FAILED_PRECONDITION: the domain), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.DeleteUserResponse> deleteUser(
        dev.rollcall.v1.DeleteUserRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteUserMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Brings a soft-deleted user back, credentials included. Its registrations are not brought back.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND; also when it is purged),
     * RESOURCE_NOT_DELETED (ALREADY_EXISTS), RESOURCE_DELETED (FAILED_PRECONDITION: the domain), ETAG_MISMATCH (ABORTED),
     * QUOTA_EXCEEDED (RESOURCE_EXHAUSTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_DELETED when the first one
     * took effect.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.UndeleteUserResponse> undeleteUser(
        dev.rollcall.v1.UndeleteUserRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUndeleteUserMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Gives a user a new registration credential and, if asked, a new authentication user name. With an `overlap` the old
     * credential works beside it until the overlap ends; without one, what was registered ends with REJECTED.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND),
     * RESOURCE_ALREADY_EXISTS (ALREADY_EXISTS: the `auth_username`), RESOURCE_DELETED (FAILED_PRECONDITION),
     * ETAG_MISMATCH (ABORTED).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer, the generated password included;
     * without one, each call makes another credential.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.ResetRegistrationCredentialsResponse> resetRegistrationCredentials(
        dev.rollcall.v1.ResetRegistrationCredentialsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getResetRegistrationCredentialsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Checks a portal password. Unknown, disabled and deleted users and users without a password answer like a wrong
     * password, in the same time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the domain), RATE_LIMITED
     * (RESOURCE_EXHAUSTED, per user and per caller).
     * Idempotency: a repeat gives the same answer but counts towards the rate limit; a retry is safe, and not automatic.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.VerifyUserPasswordResponse> verifyUserPassword(
        dev.rollcall.v1.VerifyUserPasswordRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getVerifyUserPasswordMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Proves that a user can register: the server registers as the user through its own real listener, step by step, and
     * removes that registration again. Needs no password. It registers as a softphone: it counts towards the limit of the
     * user only where the domain sets `count_softphones` (with EVICT_OLDEST it does not run there, as it could end a real
     * registration), and towards the account's quota. Watchers see it.
     * Scope: `registrations:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), RATE_LIMITED (RESOURCE_EXHAUSTED). A step
     * that fails is not an error of the call: see the answer.
     * Idempotency: each call is another test; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.TestRegistrationResponse> testRegistration(
        dev.rollcall.v1.TestRegistrationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getTestRegistrationMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_USER = 0;
  private static final int METHODID_GET_USER = 1;
  private static final int METHODID_BATCH_GET_USERS = 2;
  private static final int METHODID_LIST_USERS = 3;
  private static final int METHODID_UPDATE_USER = 4;
  private static final int METHODID_DELETE_USER = 5;
  private static final int METHODID_UNDELETE_USER = 6;
  private static final int METHODID_RESET_REGISTRATION_CREDENTIALS = 7;
  private static final int METHODID_VERIFY_USER_PASSWORD = 8;
  private static final int METHODID_TEST_REGISTRATION = 9;
  private static final int METHODID_EXPORT_USERS = 10;
  private static final int METHODID_IMPORT_USERS = 11;

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
        case METHODID_CREATE_USER:
          serviceImpl.createUser((dev.rollcall.v1.CreateUserRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateUserResponse>) responseObserver);
          break;
        case METHODID_GET_USER:
          serviceImpl.getUser((dev.rollcall.v1.GetUserRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.GetUserResponse>) responseObserver);
          break;
        case METHODID_BATCH_GET_USERS:
          serviceImpl.batchGetUsers((dev.rollcall.v1.BatchGetUsersRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.BatchGetUsersResponse>) responseObserver);
          break;
        case METHODID_LIST_USERS:
          serviceImpl.listUsers((dev.rollcall.v1.ListUsersRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ListUsersResponse>) responseObserver);
          break;
        case METHODID_UPDATE_USER:
          serviceImpl.updateUser((dev.rollcall.v1.UpdateUserRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateUserResponse>) responseObserver);
          break;
        case METHODID_DELETE_USER:
          serviceImpl.deleteUser((dev.rollcall.v1.DeleteUserRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteUserResponse>) responseObserver);
          break;
        case METHODID_UNDELETE_USER:
          serviceImpl.undeleteUser((dev.rollcall.v1.UndeleteUserRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.UndeleteUserResponse>) responseObserver);
          break;
        case METHODID_RESET_REGISTRATION_CREDENTIALS:
          serviceImpl.resetRegistrationCredentials((dev.rollcall.v1.ResetRegistrationCredentialsRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ResetRegistrationCredentialsResponse>) responseObserver);
          break;
        case METHODID_VERIFY_USER_PASSWORD:
          serviceImpl.verifyUserPassword((dev.rollcall.v1.VerifyUserPasswordRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.VerifyUserPasswordResponse>) responseObserver);
          break;
        case METHODID_TEST_REGISTRATION:
          serviceImpl.testRegistration((dev.rollcall.v1.TestRegistrationRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.TestRegistrationResponse>) responseObserver);
          break;
        case METHODID_EXPORT_USERS:
          serviceImpl.exportUsers((dev.rollcall.v1.ExportUsersRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ExportUsersResponse>) responseObserver);
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
        case METHODID_IMPORT_USERS:
          return (io.grpc.stub.StreamObserver<Req>) serviceImpl.importUsers(
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ImportUsersResponse>) responseObserver);
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getCreateUserMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.CreateUserRequest,
              dev.rollcall.v1.CreateUserResponse>(
                service, METHODID_CREATE_USER)))
        .addMethod(
          getGetUserMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.GetUserRequest,
              dev.rollcall.v1.GetUserResponse>(
                service, METHODID_GET_USER)))
        .addMethod(
          getBatchGetUsersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.BatchGetUsersRequest,
              dev.rollcall.v1.BatchGetUsersResponse>(
                service, METHODID_BATCH_GET_USERS)))
        .addMethod(
          getListUsersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.ListUsersRequest,
              dev.rollcall.v1.ListUsersResponse>(
                service, METHODID_LIST_USERS)))
        .addMethod(
          getUpdateUserMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.UpdateUserRequest,
              dev.rollcall.v1.UpdateUserResponse>(
                service, METHODID_UPDATE_USER)))
        .addMethod(
          getDeleteUserMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.DeleteUserRequest,
              dev.rollcall.v1.DeleteUserResponse>(
                service, METHODID_DELETE_USER)))
        .addMethod(
          getUndeleteUserMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.UndeleteUserRequest,
              dev.rollcall.v1.UndeleteUserResponse>(
                service, METHODID_UNDELETE_USER)))
        .addMethod(
          getResetRegistrationCredentialsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.ResetRegistrationCredentialsRequest,
              dev.rollcall.v1.ResetRegistrationCredentialsResponse>(
                service, METHODID_RESET_REGISTRATION_CREDENTIALS)))
        .addMethod(
          getVerifyUserPasswordMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.VerifyUserPasswordRequest,
              dev.rollcall.v1.VerifyUserPasswordResponse>(
                service, METHODID_VERIFY_USER_PASSWORD)))
        .addMethod(
          getTestRegistrationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.TestRegistrationRequest,
              dev.rollcall.v1.TestRegistrationResponse>(
                service, METHODID_TEST_REGISTRATION)))
        .addMethod(
          getImportUsersMethod(),
          io.grpc.stub.ServerCalls.asyncBidiStreamingCall(
            new MethodHandlers<
              dev.rollcall.v1.ImportUsersRequest,
              dev.rollcall.v1.ImportUsersResponse>(
                service, METHODID_IMPORT_USERS)))
        .addMethod(
          getExportUsersMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              dev.rollcall.v1.ExportUsersRequest,
              dev.rollcall.v1.ExportUsersResponse>(
                service, METHODID_EXPORT_USERS)))
        .build();
  }

  private static abstract class UserServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    UserServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.rollcall.v1.UserProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("UserService");
    }
  }

  private static final class UserServiceFileDescriptorSupplier
      extends UserServiceBaseDescriptorSupplier {
    UserServiceFileDescriptorSupplier() {}
  }

  private static final class UserServiceMethodDescriptorSupplier
      extends UserServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    UserServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (UserServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new UserServiceFileDescriptorSupplier())
              .addMethod(getCreateUserMethod())
              .addMethod(getGetUserMethod())
              .addMethod(getBatchGetUsersMethod())
              .addMethod(getListUsersMethod())
              .addMethod(getUpdateUserMethod())
              .addMethod(getDeleteUserMethod())
              .addMethod(getUndeleteUserMethod())
              .addMethod(getResetRegistrationCredentialsMethod())
              .addMethod(getVerifyUserPasswordMethod())
              .addMethod(getTestRegistrationMethod())
              .addMethod(getImportUsersMethod())
              .addMethod(getExportUsersMethod())
              .build();
        }
      }
    }
    return result;
  }
}
