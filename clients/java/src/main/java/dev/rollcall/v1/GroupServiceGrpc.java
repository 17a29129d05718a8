package dev.rollcall.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Manages the groups of a domain and their members.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class GroupServiceGrpc {

  private GroupServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "rollcall.v1.GroupService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.CreateGroupRequest,
      dev.rollcall.v1.CreateGroupResponse> getCreateGroupMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateGroup",
      requestType = dev.rollcall.v1.CreateGroupRequest.class,
      responseType = dev.rollcall.v1.CreateGroupResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.CreateGroupRequest,
      dev.rollcall.v1.CreateGroupResponse> getCreateGroupMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.CreateGroupRequest, dev.rollcall.v1.CreateGroupResponse> getCreateGroupMethod;
    if ((getCreateGroupMethod = GroupServiceGrpc.getCreateGroupMethod) == null) {
      synchronized (GroupServiceGrpc.class) {
        if ((getCreateGroupMethod = GroupServiceGrpc.getCreateGroupMethod) == null) {
          GroupServiceGrpc.getCreateGroupMethod = getCreateGroupMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.CreateGroupRequest, dev.rollcall.v1.CreateGroupResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateGroup"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.CreateGroupRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.CreateGroupResponse.getDefaultInstance()))
              .setSchemaDescriptor(new GroupServiceMethodDescriptorSupplier("CreateGroup"))
              .build();
        }
      }
    }
    return getCreateGroupMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.GetGroupRequest,
      dev.rollcall.v1.GetGroupResponse> getGetGroupMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetGroup",
      requestType = dev.rollcall.v1.GetGroupRequest.class,
      responseType = dev.rollcall.v1.GetGroupResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.GetGroupRequest,
      dev.rollcall.v1.GetGroupResponse> getGetGroupMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.GetGroupRequest, dev.rollcall.v1.GetGroupResponse> getGetGroupMethod;
    if ((getGetGroupMethod = GroupServiceGrpc.getGetGroupMethod) == null) {
      synchronized (GroupServiceGrpc.class) {
        if ((getGetGroupMethod = GroupServiceGrpc.getGetGroupMethod) == null) {
          GroupServiceGrpc.getGetGroupMethod = getGetGroupMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.GetGroupRequest, dev.rollcall.v1.GetGroupResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetGroup"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetGroupRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetGroupResponse.getDefaultInstance()))
              .setSchemaDescriptor(new GroupServiceMethodDescriptorSupplier("GetGroup"))
              .build();
        }
      }
    }
    return getGetGroupMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ListGroupsRequest,
      dev.rollcall.v1.ListGroupsResponse> getListGroupsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListGroups",
      requestType = dev.rollcall.v1.ListGroupsRequest.class,
      responseType = dev.rollcall.v1.ListGroupsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ListGroupsRequest,
      dev.rollcall.v1.ListGroupsResponse> getListGroupsMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ListGroupsRequest, dev.rollcall.v1.ListGroupsResponse> getListGroupsMethod;
    if ((getListGroupsMethod = GroupServiceGrpc.getListGroupsMethod) == null) {
      synchronized (GroupServiceGrpc.class) {
        if ((getListGroupsMethod = GroupServiceGrpc.getListGroupsMethod) == null) {
          GroupServiceGrpc.getListGroupsMethod = getListGroupsMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ListGroupsRequest, dev.rollcall.v1.ListGroupsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListGroups"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListGroupsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListGroupsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new GroupServiceMethodDescriptorSupplier("ListGroups"))
              .build();
        }
      }
    }
    return getListGroupsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateGroupRequest,
      dev.rollcall.v1.UpdateGroupResponse> getUpdateGroupMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateGroup",
      requestType = dev.rollcall.v1.UpdateGroupRequest.class,
      responseType = dev.rollcall.v1.UpdateGroupResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateGroupRequest,
      dev.rollcall.v1.UpdateGroupResponse> getUpdateGroupMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateGroupRequest, dev.rollcall.v1.UpdateGroupResponse> getUpdateGroupMethod;
    if ((getUpdateGroupMethod = GroupServiceGrpc.getUpdateGroupMethod) == null) {
      synchronized (GroupServiceGrpc.class) {
        if ((getUpdateGroupMethod = GroupServiceGrpc.getUpdateGroupMethod) == null) {
          GroupServiceGrpc.getUpdateGroupMethod = getUpdateGroupMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.UpdateGroupRequest, dev.rollcall.v1.UpdateGroupResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateGroup"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UpdateGroupRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UpdateGroupResponse.getDefaultInstance()))
              .setSchemaDescriptor(new GroupServiceMethodDescriptorSupplier("UpdateGroup"))
              .build();
        }
      }
    }
    return getUpdateGroupMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteGroupRequest,
      dev.rollcall.v1.DeleteGroupResponse> getDeleteGroupMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteGroup",
      requestType = dev.rollcall.v1.DeleteGroupRequest.class,
      responseType = dev.rollcall.v1.DeleteGroupResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteGroupRequest,
      dev.rollcall.v1.DeleteGroupResponse> getDeleteGroupMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteGroupRequest, dev.rollcall.v1.DeleteGroupResponse> getDeleteGroupMethod;
    if ((getDeleteGroupMethod = GroupServiceGrpc.getDeleteGroupMethod) == null) {
      synchronized (GroupServiceGrpc.class) {
        if ((getDeleteGroupMethod = GroupServiceGrpc.getDeleteGroupMethod) == null) {
          GroupServiceGrpc.getDeleteGroupMethod = getDeleteGroupMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.DeleteGroupRequest, dev.rollcall.v1.DeleteGroupResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteGroup"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeleteGroupRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeleteGroupResponse.getDefaultInstance()))
              .setSchemaDescriptor(new GroupServiceMethodDescriptorSupplier("DeleteGroup"))
              .build();
        }
      }
    }
    return getDeleteGroupMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.AddGroupMemberRequest,
      dev.rollcall.v1.AddGroupMemberResponse> getAddGroupMemberMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AddGroupMember",
      requestType = dev.rollcall.v1.AddGroupMemberRequest.class,
      responseType = dev.rollcall.v1.AddGroupMemberResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.AddGroupMemberRequest,
      dev.rollcall.v1.AddGroupMemberResponse> getAddGroupMemberMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.AddGroupMemberRequest, dev.rollcall.v1.AddGroupMemberResponse> getAddGroupMemberMethod;
    if ((getAddGroupMemberMethod = GroupServiceGrpc.getAddGroupMemberMethod) == null) {
      synchronized (GroupServiceGrpc.class) {
        if ((getAddGroupMemberMethod = GroupServiceGrpc.getAddGroupMemberMethod) == null) {
          GroupServiceGrpc.getAddGroupMemberMethod = getAddGroupMemberMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.AddGroupMemberRequest, dev.rollcall.v1.AddGroupMemberResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AddGroupMember"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.AddGroupMemberRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.AddGroupMemberResponse.getDefaultInstance()))
              .setSchemaDescriptor(new GroupServiceMethodDescriptorSupplier("AddGroupMember"))
              .build();
        }
      }
    }
    return getAddGroupMemberMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.RemoveGroupMemberRequest,
      dev.rollcall.v1.RemoveGroupMemberResponse> getRemoveGroupMemberMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RemoveGroupMember",
      requestType = dev.rollcall.v1.RemoveGroupMemberRequest.class,
      responseType = dev.rollcall.v1.RemoveGroupMemberResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.RemoveGroupMemberRequest,
      dev.rollcall.v1.RemoveGroupMemberResponse> getRemoveGroupMemberMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.RemoveGroupMemberRequest, dev.rollcall.v1.RemoveGroupMemberResponse> getRemoveGroupMemberMethod;
    if ((getRemoveGroupMemberMethod = GroupServiceGrpc.getRemoveGroupMemberMethod) == null) {
      synchronized (GroupServiceGrpc.class) {
        if ((getRemoveGroupMemberMethod = GroupServiceGrpc.getRemoveGroupMemberMethod) == null) {
          GroupServiceGrpc.getRemoveGroupMemberMethod = getRemoveGroupMemberMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.RemoveGroupMemberRequest, dev.rollcall.v1.RemoveGroupMemberResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RemoveGroupMember"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.RemoveGroupMemberRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.RemoveGroupMemberResponse.getDefaultInstance()))
              .setSchemaDescriptor(new GroupServiceMethodDescriptorSupplier("RemoveGroupMember"))
              .build();
        }
      }
    }
    return getRemoveGroupMemberMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ListGroupMembersRequest,
      dev.rollcall.v1.ListGroupMembersResponse> getListGroupMembersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListGroupMembers",
      requestType = dev.rollcall.v1.ListGroupMembersRequest.class,
      responseType = dev.rollcall.v1.ListGroupMembersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ListGroupMembersRequest,
      dev.rollcall.v1.ListGroupMembersResponse> getListGroupMembersMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ListGroupMembersRequest, dev.rollcall.v1.ListGroupMembersResponse> getListGroupMembersMethod;
    if ((getListGroupMembersMethod = GroupServiceGrpc.getListGroupMembersMethod) == null) {
      synchronized (GroupServiceGrpc.class) {
        if ((getListGroupMembersMethod = GroupServiceGrpc.getListGroupMembersMethod) == null) {
          GroupServiceGrpc.getListGroupMembersMethod = getListGroupMembersMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ListGroupMembersRequest, dev.rollcall.v1.ListGroupMembersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListGroupMembers"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListGroupMembersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListGroupMembersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new GroupServiceMethodDescriptorSupplier("ListGroupMembers"))
              .build();
        }
      }
    }
    return getListGroupMembersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ListUserGroupsRequest,
      dev.rollcall.v1.ListUserGroupsResponse> getListUserGroupsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListUserGroups",
      requestType = dev.rollcall.v1.ListUserGroupsRequest.class,
      responseType = dev.rollcall.v1.ListUserGroupsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ListUserGroupsRequest,
      dev.rollcall.v1.ListUserGroupsResponse> getListUserGroupsMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ListUserGroupsRequest, dev.rollcall.v1.ListUserGroupsResponse> getListUserGroupsMethod;
    if ((getListUserGroupsMethod = GroupServiceGrpc.getListUserGroupsMethod) == null) {
      synchronized (GroupServiceGrpc.class) {
        if ((getListUserGroupsMethod = GroupServiceGrpc.getListUserGroupsMethod) == null) {
          GroupServiceGrpc.getListUserGroupsMethod = getListUserGroupsMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ListUserGroupsRequest, dev.rollcall.v1.ListUserGroupsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListUserGroups"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListUserGroupsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListUserGroupsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new GroupServiceMethodDescriptorSupplier("ListUserGroups"))
              .build();
        }
      }
    }
    return getListUserGroupsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static GroupServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<GroupServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<GroupServiceStub>() {
        @java.lang.Override
        public GroupServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new GroupServiceStub(channel, callOptions);
        }
      };
    return GroupServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static GroupServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<GroupServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<GroupServiceBlockingV2Stub>() {
        @java.lang.Override
        public GroupServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new GroupServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return GroupServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static GroupServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<GroupServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<GroupServiceBlockingStub>() {
        @java.lang.Override
        public GroupServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new GroupServiceBlockingStub(channel, callOptions);
        }
      };
    return GroupServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static GroupServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<GroupServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<GroupServiceFutureStub>() {
        @java.lang.Override
        public GroupServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new GroupServiceFutureStub(channel, callOptions);
        }
      };
    return GroupServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Manages the groups of a domain and their members.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Creates a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), RESOURCE_NOT_FOUND (NOT_FOUND: the domain).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    default void createGroup(dev.rollcall.v1.CreateGroupRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateGroupResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateGroupMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one group.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void getGroup(dev.rollcall.v1.GetGroupRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetGroupResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetGroupMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the groups of a domain, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void listGroups(dev.rollcall.v1.ListGroupsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListGroupsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListGroupsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes fields of a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    default void updateGroup(dev.rollcall.v1.UpdateGroupRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateGroupResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateGroupMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a group, with its memberships.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    default void deleteGroup(dev.rollcall.v1.DeleteGroupRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteGroupResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteGroupMethod(), responseObserver);
    }

    /**
     * <pre>
     * Makes a user a member of a group of its domain.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the group or the user), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the user).
     * Idempotency: one who is a member already stays it; a retry is safe.
     * </pre>
     */
    default void addGroupMember(dev.rollcall.v1.AddGroupMemberRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.AddGroupMemberResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAddGroupMemberMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends a user's membership of a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the group or the user).
     * Idempotency: one who is no member stays none; a retry is safe.
     * </pre>
     */
    default void removeGroupMember(dev.rollcall.v1.RemoveGroupMemberRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.RemoveGroupMemberResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRemoveGroupMemberMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the members of a group, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void listGroupMembers(dev.rollcall.v1.ListGroupMembersRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListGroupMembersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListGroupMembersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the groups that a user is a member of, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * user).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void listUserGroups(dev.rollcall.v1.ListUserGroupsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListUserGroupsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListUserGroupsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service GroupService.
   * <pre>
   * Manages the groups of a domain and their members.
   * </pre>
   */
  public static abstract class GroupServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return GroupServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service GroupService.
   * <pre>
   * Manages the groups of a domain and their members.
   * </pre>
   */
  public static final class GroupServiceStub
      extends io.grpc.stub.AbstractAsyncStub<GroupServiceStub> {
    private GroupServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected GroupServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new GroupServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), RESOURCE_NOT_FOUND (NOT_FOUND: the domain).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public void createGroup(dev.rollcall.v1.CreateGroupRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateGroupResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateGroupMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one group.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void getGroup(dev.rollcall.v1.GetGroupRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetGroupResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetGroupMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the groups of a domain, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void listGroups(dev.rollcall.v1.ListGroupsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListGroupsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListGroupsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes fields of a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public void updateGroup(dev.rollcall.v1.UpdateGroupRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateGroupResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateGroupMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a group, with its memberships.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public void deleteGroup(dev.rollcall.v1.DeleteGroupRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteGroupResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteGroupMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Makes a user a member of a group of its domain.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the group or the user), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the user).
     * Idempotency: one who is a member already stays it; a retry is safe.
     * </pre>
     */
    public void addGroupMember(dev.rollcall.v1.AddGroupMemberRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.AddGroupMemberResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAddGroupMemberMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends a user's membership of a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the group or the user).
     * Idempotency: one who is no member stays none; a retry is safe.
     * </pre>
     */
    public void removeGroupMember(dev.rollcall.v1.RemoveGroupMemberRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.RemoveGroupMemberResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRemoveGroupMemberMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the members of a group, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void listGroupMembers(dev.rollcall.v1.ListGroupMembersRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListGroupMembersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListGroupMembersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the groups that a user is a member of, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * user).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void listUserGroups(dev.rollcall.v1.ListUserGroupsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListUserGroupsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListUserGroupsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service GroupService.
   * <pre>
   * Manages the groups of a domain and their members.
   * </pre>
   */
  public static final class GroupServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<GroupServiceBlockingV2Stub> {
    private GroupServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected GroupServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new GroupServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), RESOURCE_NOT_FOUND (NOT_FOUND: the domain).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public dev.rollcall.v1.CreateGroupResponse createGroup(dev.rollcall.v1.CreateGroupRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one group.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetGroupResponse getGroup(dev.rollcall.v1.GetGroupRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the groups of a domain, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListGroupsResponse listGroups(dev.rollcall.v1.ListGroupsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListGroupsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes fields of a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public dev.rollcall.v1.UpdateGroupResponse updateGroup(dev.rollcall.v1.UpdateGroupRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a group, with its memberships.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public dev.rollcall.v1.DeleteGroupResponse deleteGroup(dev.rollcall.v1.DeleteGroupRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes a user a member of a group of its domain.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the group or the user), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the user).
     * Idempotency: one who is a member already stays it; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.AddGroupMemberResponse addGroupMember(dev.rollcall.v1.AddGroupMemberRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAddGroupMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a user's membership of a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the group or the user).
     * Idempotency: one who is no member stays none; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.RemoveGroupMemberResponse removeGroupMember(dev.rollcall.v1.RemoveGroupMemberRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRemoveGroupMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the members of a group, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListGroupMembersResponse listGroupMembers(dev.rollcall.v1.ListGroupMembersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListGroupMembersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the groups that a user is a member of, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * user).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListUserGroupsResponse listUserGroups(dev.rollcall.v1.ListUserGroupsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListUserGroupsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service GroupService.
   * <pre>
   * Manages the groups of a domain and their members.
   * </pre>
   */
  public static final class GroupServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<GroupServiceBlockingStub> {
    private GroupServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected GroupServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new GroupServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), RESOURCE_NOT_FOUND (NOT_FOUND: the domain).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public dev.rollcall.v1.CreateGroupResponse createGroup(dev.rollcall.v1.CreateGroupRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one group.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetGroupResponse getGroup(dev.rollcall.v1.GetGroupRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the groups of a domain, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListGroupsResponse listGroups(dev.rollcall.v1.ListGroupsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListGroupsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes fields of a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public dev.rollcall.v1.UpdateGroupResponse updateGroup(dev.rollcall.v1.UpdateGroupRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a group, with its memberships.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public dev.rollcall.v1.DeleteGroupResponse deleteGroup(dev.rollcall.v1.DeleteGroupRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteGroupMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes a user a member of a group of its domain.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the group or the user), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the user).
     * Idempotency: one who is a member already stays it; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.AddGroupMemberResponse addGroupMember(dev.rollcall.v1.AddGroupMemberRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAddGroupMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a user's membership of a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the group or the user).
     * Idempotency: one who is no member stays none; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.RemoveGroupMemberResponse removeGroupMember(dev.rollcall.v1.RemoveGroupMemberRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRemoveGroupMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the members of a group, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListGroupMembersResponse listGroupMembers(dev.rollcall.v1.ListGroupMembersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListGroupMembersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the groups that a user is a member of, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * user).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListUserGroupsResponse listUserGroups(dev.rollcall.v1.ListUserGroupsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListUserGroupsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service GroupService.
   * <pre>
   * Manages the groups of a domain and their members.
   * </pre>
   */
  public static final class GroupServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<GroupServiceFutureStub> {
    private GroupServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected GroupServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new GroupServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), RESOURCE_NOT_FOUND (NOT_FOUND: the domain).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.CreateGroupResponse> createGroup(
        dev.rollcall.v1.CreateGroupRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateGroupMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one group.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.GetGroupResponse> getGroup(
        dev.rollcall.v1.GetGroupRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetGroupMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the groups of a domain, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.ListGroupsResponse> listGroups(
        dev.rollcall.v1.ListGroupsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListGroupsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes fields of a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.UpdateGroupResponse> updateGroup(
        dev.rollcall.v1.UpdateGroupRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateGroupMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a group, with its memberships.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.DeleteGroupResponse> deleteGroup(
        dev.rollcall.v1.DeleteGroupRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteGroupMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Makes a user a member of a group of its domain.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the group or the user), RESOURCE_DELETED
     * (FAILED_PRECONDITION: the user).
     * Idempotency: one who is a member already stays it; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.AddGroupMemberResponse> addGroupMember(
        dev.rollcall.v1.AddGroupMemberRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAddGroupMemberMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends a user's membership of a group.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the group or the user).
     * Idempotency: one who is no member stays none; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.RemoveGroupMemberResponse> removeGroupMember(
        dev.rollcall.v1.RemoveGroupMemberRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRemoveGroupMemberMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the members of a group, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.ListGroupMembersResponse> listGroupMembers(
        dev.rollcall.v1.ListGroupMembersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListGroupMembersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the groups that a user is a member of, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * user).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.ListUserGroupsResponse> listUserGroups(
        dev.rollcall.v1.ListUserGroupsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListUserGroupsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_GROUP = 0;
  private static final int METHODID_GET_GROUP = 1;
  private static final int METHODID_LIST_GROUPS = 2;
  private static final int METHODID_UPDATE_GROUP = 3;
  private static final int METHODID_DELETE_GROUP = 4;
  private static final int METHODID_ADD_GROUP_MEMBER = 5;
  private static final int METHODID_REMOVE_GROUP_MEMBER = 6;
  private static final int METHODID_LIST_GROUP_MEMBERS = 7;
  private static final int METHODID_LIST_USER_GROUPS = 8;

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
        case METHODID_CREATE_GROUP:
          serviceImpl.createGroup((dev.rollcall.v1.CreateGroupRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateGroupResponse>) responseObserver);
          break;
        case METHODID_GET_GROUP:
          serviceImpl.getGroup((dev.rollcall.v1.GetGroupRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.GetGroupResponse>) responseObserver);
          break;
        case METHODID_LIST_GROUPS:
          serviceImpl.listGroups((dev.rollcall.v1.ListGroupsRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ListGroupsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_GROUP:
          serviceImpl.updateGroup((dev.rollcall.v1.UpdateGroupRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateGroupResponse>) responseObserver);
          break;
        case METHODID_DELETE_GROUP:
          serviceImpl.deleteGroup((dev.rollcall.v1.DeleteGroupRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteGroupResponse>) responseObserver);
          break;
        case METHODID_ADD_GROUP_MEMBER:
          serviceImpl.addGroupMember((dev.rollcall.v1.AddGroupMemberRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.AddGroupMemberResponse>) responseObserver);
          break;
        case METHODID_REMOVE_GROUP_MEMBER:
          serviceImpl.removeGroupMember((dev.rollcall.v1.RemoveGroupMemberRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.RemoveGroupMemberResponse>) responseObserver);
          break;
        case METHODID_LIST_GROUP_MEMBERS:
          serviceImpl.listGroupMembers((dev.rollcall.v1.ListGroupMembersRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ListGroupMembersResponse>) responseObserver);
          break;
        case METHODID_LIST_USER_GROUPS:
          serviceImpl.listUserGroups((dev.rollcall.v1.ListUserGroupsRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ListUserGroupsResponse>) responseObserver);
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
          getCreateGroupMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.CreateGroupRequest,
              dev.rollcall.v1.CreateGroupResponse>(
                service, METHODID_CREATE_GROUP)))
        .addMethod(
          getGetGroupMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.GetGroupRequest,
              dev.rollcall.v1.GetGroupResponse>(
                service, METHODID_GET_GROUP)))
        .addMethod(
          getListGroupsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.ListGroupsRequest,
              dev.rollcall.v1.ListGroupsResponse>(
                service, METHODID_LIST_GROUPS)))
        .addMethod(
          getUpdateGroupMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.UpdateGroupRequest,
              dev.rollcall.v1.UpdateGroupResponse>(
                service, METHODID_UPDATE_GROUP)))
        .addMethod(
          getDeleteGroupMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.DeleteGroupRequest,
              dev.rollcall.v1.DeleteGroupResponse>(
                service, METHODID_DELETE_GROUP)))
        .addMethod(
          getAddGroupMemberMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.AddGroupMemberRequest,
              dev.rollcall.v1.AddGroupMemberResponse>(
                service, METHODID_ADD_GROUP_MEMBER)))
        .addMethod(
          getRemoveGroupMemberMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.RemoveGroupMemberRequest,
              dev.rollcall.v1.RemoveGroupMemberResponse>(
                service, METHODID_REMOVE_GROUP_MEMBER)))
        .addMethod(
          getListGroupMembersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.ListGroupMembersRequest,
              dev.rollcall.v1.ListGroupMembersResponse>(
                service, METHODID_LIST_GROUP_MEMBERS)))
        .addMethod(
          getListUserGroupsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.ListUserGroupsRequest,
              dev.rollcall.v1.ListUserGroupsResponse>(
                service, METHODID_LIST_USER_GROUPS)))
        .build();
  }

  private static abstract class GroupServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    GroupServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.rollcall.v1.GroupProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("GroupService");
    }
  }

  private static final class GroupServiceFileDescriptorSupplier
      extends GroupServiceBaseDescriptorSupplier {
    GroupServiceFileDescriptorSupplier() {}
  }

  private static final class GroupServiceMethodDescriptorSupplier
      extends GroupServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    GroupServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (GroupServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new GroupServiceFileDescriptorSupplier())
              .addMethod(getCreateGroupMethod())
              .addMethod(getGetGroupMethod())
              .addMethod(getListGroupsMethod())
              .addMethod(getUpdateGroupMethod())
              .addMethod(getDeleteGroupMethod())
              .addMethod(getAddGroupMemberMethod())
              .addMethod(getRemoveGroupMemberMethod())
              .addMethod(getListGroupMembersMethod())
              .addMethod(getListUserGroupsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
