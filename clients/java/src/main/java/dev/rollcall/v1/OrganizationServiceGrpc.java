package dev.rollcall.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Manages the organizations of a domain and their members. Changes are refused while the domain's
 * `organization_management` is off; what there is can still be read.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class OrganizationServiceGrpc {

  private OrganizationServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "rollcall.v1.OrganizationService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.CreateOrganizationRequest,
      dev.rollcall.v1.CreateOrganizationResponse> getCreateOrganizationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateOrganization",
      requestType = dev.rollcall.v1.CreateOrganizationRequest.class,
      responseType = dev.rollcall.v1.CreateOrganizationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.CreateOrganizationRequest,
      dev.rollcall.v1.CreateOrganizationResponse> getCreateOrganizationMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.CreateOrganizationRequest, dev.rollcall.v1.CreateOrganizationResponse> getCreateOrganizationMethod;
    if ((getCreateOrganizationMethod = OrganizationServiceGrpc.getCreateOrganizationMethod) == null) {
      synchronized (OrganizationServiceGrpc.class) {
        if ((getCreateOrganizationMethod = OrganizationServiceGrpc.getCreateOrganizationMethod) == null) {
          OrganizationServiceGrpc.getCreateOrganizationMethod = getCreateOrganizationMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.CreateOrganizationRequest, dev.rollcall.v1.CreateOrganizationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateOrganization"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.CreateOrganizationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.CreateOrganizationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrganizationServiceMethodDescriptorSupplier("CreateOrganization"))
              .build();
        }
      }
    }
    return getCreateOrganizationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.GetOrganizationRequest,
      dev.rollcall.v1.GetOrganizationResponse> getGetOrganizationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetOrganization",
      requestType = dev.rollcall.v1.GetOrganizationRequest.class,
      responseType = dev.rollcall.v1.GetOrganizationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.GetOrganizationRequest,
      dev.rollcall.v1.GetOrganizationResponse> getGetOrganizationMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.GetOrganizationRequest, dev.rollcall.v1.GetOrganizationResponse> getGetOrganizationMethod;
    if ((getGetOrganizationMethod = OrganizationServiceGrpc.getGetOrganizationMethod) == null) {
      synchronized (OrganizationServiceGrpc.class) {
        if ((getGetOrganizationMethod = OrganizationServiceGrpc.getGetOrganizationMethod) == null) {
          OrganizationServiceGrpc.getGetOrganizationMethod = getGetOrganizationMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.GetOrganizationRequest, dev.rollcall.v1.GetOrganizationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetOrganization"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetOrganizationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.GetOrganizationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrganizationServiceMethodDescriptorSupplier("GetOrganization"))
              .build();
        }
      }
    }
    return getGetOrganizationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ListOrganizationsRequest,
      dev.rollcall.v1.ListOrganizationsResponse> getListOrganizationsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListOrganizations",
      requestType = dev.rollcall.v1.ListOrganizationsRequest.class,
      responseType = dev.rollcall.v1.ListOrganizationsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ListOrganizationsRequest,
      dev.rollcall.v1.ListOrganizationsResponse> getListOrganizationsMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ListOrganizationsRequest, dev.rollcall.v1.ListOrganizationsResponse> getListOrganizationsMethod;
    if ((getListOrganizationsMethod = OrganizationServiceGrpc.getListOrganizationsMethod) == null) {
      synchronized (OrganizationServiceGrpc.class) {
        if ((getListOrganizationsMethod = OrganizationServiceGrpc.getListOrganizationsMethod) == null) {
          OrganizationServiceGrpc.getListOrganizationsMethod = getListOrganizationsMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ListOrganizationsRequest, dev.rollcall.v1.ListOrganizationsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListOrganizations"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListOrganizationsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListOrganizationsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrganizationServiceMethodDescriptorSupplier("ListOrganizations"))
              .build();
        }
      }
    }
    return getListOrganizationsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateOrganizationRequest,
      dev.rollcall.v1.UpdateOrganizationResponse> getUpdateOrganizationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateOrganization",
      requestType = dev.rollcall.v1.UpdateOrganizationRequest.class,
      responseType = dev.rollcall.v1.UpdateOrganizationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateOrganizationRequest,
      dev.rollcall.v1.UpdateOrganizationResponse> getUpdateOrganizationMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.UpdateOrganizationRequest, dev.rollcall.v1.UpdateOrganizationResponse> getUpdateOrganizationMethod;
    if ((getUpdateOrganizationMethod = OrganizationServiceGrpc.getUpdateOrganizationMethod) == null) {
      synchronized (OrganizationServiceGrpc.class) {
        if ((getUpdateOrganizationMethod = OrganizationServiceGrpc.getUpdateOrganizationMethod) == null) {
          OrganizationServiceGrpc.getUpdateOrganizationMethod = getUpdateOrganizationMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.UpdateOrganizationRequest, dev.rollcall.v1.UpdateOrganizationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateOrganization"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UpdateOrganizationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.UpdateOrganizationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrganizationServiceMethodDescriptorSupplier("UpdateOrganization"))
              .build();
        }
      }
    }
    return getUpdateOrganizationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteOrganizationRequest,
      dev.rollcall.v1.DeleteOrganizationResponse> getDeleteOrganizationMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteOrganization",
      requestType = dev.rollcall.v1.DeleteOrganizationRequest.class,
      responseType = dev.rollcall.v1.DeleteOrganizationResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteOrganizationRequest,
      dev.rollcall.v1.DeleteOrganizationResponse> getDeleteOrganizationMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.DeleteOrganizationRequest, dev.rollcall.v1.DeleteOrganizationResponse> getDeleteOrganizationMethod;
    if ((getDeleteOrganizationMethod = OrganizationServiceGrpc.getDeleteOrganizationMethod) == null) {
      synchronized (OrganizationServiceGrpc.class) {
        if ((getDeleteOrganizationMethod = OrganizationServiceGrpc.getDeleteOrganizationMethod) == null) {
          OrganizationServiceGrpc.getDeleteOrganizationMethod = getDeleteOrganizationMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.DeleteOrganizationRequest, dev.rollcall.v1.DeleteOrganizationResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteOrganization"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeleteOrganizationRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.DeleteOrganizationResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrganizationServiceMethodDescriptorSupplier("DeleteOrganization"))
              .build();
        }
      }
    }
    return getDeleteOrganizationMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.AddOrganizationMemberRequest,
      dev.rollcall.v1.AddOrganizationMemberResponse> getAddOrganizationMemberMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AddOrganizationMember",
      requestType = dev.rollcall.v1.AddOrganizationMemberRequest.class,
      responseType = dev.rollcall.v1.AddOrganizationMemberResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.AddOrganizationMemberRequest,
      dev.rollcall.v1.AddOrganizationMemberResponse> getAddOrganizationMemberMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.AddOrganizationMemberRequest, dev.rollcall.v1.AddOrganizationMemberResponse> getAddOrganizationMemberMethod;
    if ((getAddOrganizationMemberMethod = OrganizationServiceGrpc.getAddOrganizationMemberMethod) == null) {
      synchronized (OrganizationServiceGrpc.class) {
        if ((getAddOrganizationMemberMethod = OrganizationServiceGrpc.getAddOrganizationMemberMethod) == null) {
          OrganizationServiceGrpc.getAddOrganizationMemberMethod = getAddOrganizationMemberMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.AddOrganizationMemberRequest, dev.rollcall.v1.AddOrganizationMemberResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AddOrganizationMember"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.AddOrganizationMemberRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.AddOrganizationMemberResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrganizationServiceMethodDescriptorSupplier("AddOrganizationMember"))
              .build();
        }
      }
    }
    return getAddOrganizationMemberMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.RemoveOrganizationMemberRequest,
      dev.rollcall.v1.RemoveOrganizationMemberResponse> getRemoveOrganizationMemberMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RemoveOrganizationMember",
      requestType = dev.rollcall.v1.RemoveOrganizationMemberRequest.class,
      responseType = dev.rollcall.v1.RemoveOrganizationMemberResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.RemoveOrganizationMemberRequest,
      dev.rollcall.v1.RemoveOrganizationMemberResponse> getRemoveOrganizationMemberMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.RemoveOrganizationMemberRequest, dev.rollcall.v1.RemoveOrganizationMemberResponse> getRemoveOrganizationMemberMethod;
    if ((getRemoveOrganizationMemberMethod = OrganizationServiceGrpc.getRemoveOrganizationMemberMethod) == null) {
      synchronized (OrganizationServiceGrpc.class) {
        if ((getRemoveOrganizationMemberMethod = OrganizationServiceGrpc.getRemoveOrganizationMemberMethod) == null) {
          OrganizationServiceGrpc.getRemoveOrganizationMemberMethod = getRemoveOrganizationMemberMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.RemoveOrganizationMemberRequest, dev.rollcall.v1.RemoveOrganizationMemberResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RemoveOrganizationMember"))
              .setIdempotent(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.RemoveOrganizationMemberRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.RemoveOrganizationMemberResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrganizationServiceMethodDescriptorSupplier("RemoveOrganizationMember"))
              .build();
        }
      }
    }
    return getRemoveOrganizationMemberMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ListOrganizationMembersRequest,
      dev.rollcall.v1.ListOrganizationMembersResponse> getListOrganizationMembersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListOrganizationMembers",
      requestType = dev.rollcall.v1.ListOrganizationMembersRequest.class,
      responseType = dev.rollcall.v1.ListOrganizationMembersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ListOrganizationMembersRequest,
      dev.rollcall.v1.ListOrganizationMembersResponse> getListOrganizationMembersMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ListOrganizationMembersRequest, dev.rollcall.v1.ListOrganizationMembersResponse> getListOrganizationMembersMethod;
    if ((getListOrganizationMembersMethod = OrganizationServiceGrpc.getListOrganizationMembersMethod) == null) {
      synchronized (OrganizationServiceGrpc.class) {
        if ((getListOrganizationMembersMethod = OrganizationServiceGrpc.getListOrganizationMembersMethod) == null) {
          OrganizationServiceGrpc.getListOrganizationMembersMethod = getListOrganizationMembersMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ListOrganizationMembersRequest, dev.rollcall.v1.ListOrganizationMembersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListOrganizationMembers"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListOrganizationMembersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListOrganizationMembersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrganizationServiceMethodDescriptorSupplier("ListOrganizationMembers"))
              .build();
        }
      }
    }
    return getListOrganizationMembersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.rollcall.v1.ListUserOrganizationsRequest,
      dev.rollcall.v1.ListUserOrganizationsResponse> getListUserOrganizationsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListUserOrganizations",
      requestType = dev.rollcall.v1.ListUserOrganizationsRequest.class,
      responseType = dev.rollcall.v1.ListUserOrganizationsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.rollcall.v1.ListUserOrganizationsRequest,
      dev.rollcall.v1.ListUserOrganizationsResponse> getListUserOrganizationsMethod() {
    io.grpc.MethodDescriptor<dev.rollcall.v1.ListUserOrganizationsRequest, dev.rollcall.v1.ListUserOrganizationsResponse> getListUserOrganizationsMethod;
    if ((getListUserOrganizationsMethod = OrganizationServiceGrpc.getListUserOrganizationsMethod) == null) {
      synchronized (OrganizationServiceGrpc.class) {
        if ((getListUserOrganizationsMethod = OrganizationServiceGrpc.getListUserOrganizationsMethod) == null) {
          OrganizationServiceGrpc.getListUserOrganizationsMethod = getListUserOrganizationsMethod =
              io.grpc.MethodDescriptor.<dev.rollcall.v1.ListUserOrganizationsRequest, dev.rollcall.v1.ListUserOrganizationsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListUserOrganizations"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListUserOrganizationsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.rollcall.v1.ListUserOrganizationsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrganizationServiceMethodDescriptorSupplier("ListUserOrganizations"))
              .build();
        }
      }
    }
    return getListUserOrganizationsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static OrganizationServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<OrganizationServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<OrganizationServiceStub>() {
        @java.lang.Override
        public OrganizationServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new OrganizationServiceStub(channel, callOptions);
        }
      };
    return OrganizationServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static OrganizationServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<OrganizationServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<OrganizationServiceBlockingV2Stub>() {
        @java.lang.Override
        public OrganizationServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new OrganizationServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return OrganizationServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static OrganizationServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<OrganizationServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<OrganizationServiceBlockingStub>() {
        @java.lang.Override
        public OrganizationServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new OrganizationServiceBlockingStub(channel, callOptions);
        }
      };
    return OrganizationServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static OrganizationServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<OrganizationServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<OrganizationServiceFutureStub>() {
        @java.lang.Override
        public OrganizationServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new OrganizationServiceFutureStub(channel, callOptions);
        }
      };
    return OrganizationServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Manages the organizations of a domain and their members. Changes are refused while the domain's
   * `organization_management` is off; what there is can still be read.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Creates an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), RESOURCE_NOT_FOUND (NOT_FOUND: the domain or `parent_organization`), ORGANIZATIONS_DISABLED
     * (FAILED_PRECONDITION).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    default void createOrganization(dev.rollcall.v1.CreateOrganizationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateOrganizationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateOrganizationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one organization.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void getOrganization(dev.rollcall.v1.GetOrganizationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetOrganizationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetOrganizationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the organizations of a domain, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void listOrganizations(dev.rollcall.v1.ListOrganizationsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListOrganizationsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListOrganizationsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes fields of an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ORGANIZATION_CYCLE (FAILED_PRECONDITION), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    default void updateOrganization(dev.rollcall.v1.UpdateOrganizationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateOrganizationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateOrganizationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes an organization that has no organizations below it. Its memberships end.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ORGANIZATION_NOT_EMPTY (FAILED_PRECONDITION), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    default void deleteOrganization(dev.rollcall.v1.DeleteOrganizationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteOrganizationResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteOrganizationMethod(), responseObserver);
    }

    /**
     * <pre>
     * Makes a user a member of an organization of its domain.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the organization or the user),
     * RESOURCE_DELETED (FAILED_PRECONDITION: the user), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: one who is a member already stays it; a retry is safe.
     * </pre>
     */
    default void addOrganizationMember(dev.rollcall.v1.AddOrganizationMemberRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.AddOrganizationMemberResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAddOrganizationMemberMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends a user's membership of an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the organization or the user),
     * ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: one who is no member stays none; a retry is safe.
     * </pre>
     */
    default void removeOrganizationMember(dev.rollcall.v1.RemoveOrganizationMemberRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.RemoveOrganizationMemberResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRemoveOrganizationMemberMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the members of an organization, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void listOrganizationMembers(dev.rollcall.v1.ListOrganizationMembersRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListOrganizationMembersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListOrganizationMembersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the organizations that a user is a member of, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * user).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    default void listUserOrganizations(dev.rollcall.v1.ListUserOrganizationsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListUserOrganizationsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListUserOrganizationsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service OrganizationService.
   * <pre>
   * Manages the organizations of a domain and their members. Changes are refused while the domain's
   * `organization_management` is off; what there is can still be read.
   * </pre>
   */
  public static abstract class OrganizationServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return OrganizationServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service OrganizationService.
   * <pre>
   * Manages the organizations of a domain and their members. Changes are refused while the domain's
   * `organization_management` is off; what there is can still be read.
   * </pre>
   */
  public static final class OrganizationServiceStub
      extends io.grpc.stub.AbstractAsyncStub<OrganizationServiceStub> {
    private OrganizationServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected OrganizationServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new OrganizationServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), RESOURCE_NOT_FOUND (NOT_FOUND: the domain or `parent_organization`), ORGANIZATIONS_DISABLED
     * (FAILED_PRECONDITION).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public void createOrganization(dev.rollcall.v1.CreateOrganizationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateOrganizationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateOrganizationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one organization.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void getOrganization(dev.rollcall.v1.GetOrganizationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.GetOrganizationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetOrganizationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the organizations of a domain, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void listOrganizations(dev.rollcall.v1.ListOrganizationsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListOrganizationsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListOrganizationsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes fields of an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ORGANIZATION_CYCLE (FAILED_PRECONDITION), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public void updateOrganization(dev.rollcall.v1.UpdateOrganizationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateOrganizationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateOrganizationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes an organization that has no organizations below it. Its memberships end.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ORGANIZATION_NOT_EMPTY (FAILED_PRECONDITION), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public void deleteOrganization(dev.rollcall.v1.DeleteOrganizationRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteOrganizationResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteOrganizationMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Makes a user a member of an organization of its domain.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the organization or the user),
     * RESOURCE_DELETED (FAILED_PRECONDITION: the user), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: one who is a member already stays it; a retry is safe.
     * </pre>
     */
    public void addOrganizationMember(dev.rollcall.v1.AddOrganizationMemberRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.AddOrganizationMemberResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAddOrganizationMemberMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends a user's membership of an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the organization or the user),
     * ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: one who is no member stays none; a retry is safe.
     * </pre>
     */
    public void removeOrganizationMember(dev.rollcall.v1.RemoveOrganizationMemberRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.RemoveOrganizationMemberResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRemoveOrganizationMemberMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the members of an organization, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void listOrganizationMembers(dev.rollcall.v1.ListOrganizationMembersRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListOrganizationMembersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListOrganizationMembersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the organizations that a user is a member of, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * user).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public void listUserOrganizations(dev.rollcall.v1.ListUserOrganizationsRequest request,
        io.grpc.stub.StreamObserver<dev.rollcall.v1.ListUserOrganizationsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListUserOrganizationsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service OrganizationService.
   * <pre>
   * Manages the organizations of a domain and their members. Changes are refused while the domain's
   * `organization_management` is off; what there is can still be read.
   * </pre>
   */
  public static final class OrganizationServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<OrganizationServiceBlockingV2Stub> {
    private OrganizationServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected OrganizationServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new OrganizationServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), RESOURCE_NOT_FOUND (NOT_FOUND: the domain or `parent_organization`), ORGANIZATIONS_DISABLED
     * (FAILED_PRECONDITION).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public dev.rollcall.v1.CreateOrganizationResponse createOrganization(dev.rollcall.v1.CreateOrganizationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateOrganizationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one organization.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetOrganizationResponse getOrganization(dev.rollcall.v1.GetOrganizationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetOrganizationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the organizations of a domain, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListOrganizationsResponse listOrganizations(dev.rollcall.v1.ListOrganizationsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListOrganizationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes fields of an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ORGANIZATION_CYCLE (FAILED_PRECONDITION), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public dev.rollcall.v1.UpdateOrganizationResponse updateOrganization(dev.rollcall.v1.UpdateOrganizationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateOrganizationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes an organization that has no organizations below it. Its memberships end.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ORGANIZATION_NOT_EMPTY (FAILED_PRECONDITION), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public dev.rollcall.v1.DeleteOrganizationResponse deleteOrganization(dev.rollcall.v1.DeleteOrganizationRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteOrganizationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes a user a member of an organization of its domain.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the organization or the user),
     * RESOURCE_DELETED (FAILED_PRECONDITION: the user), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: one who is a member already stays it; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.AddOrganizationMemberResponse addOrganizationMember(dev.rollcall.v1.AddOrganizationMemberRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAddOrganizationMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a user's membership of an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the organization or the user),
     * ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: one who is no member stays none; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.RemoveOrganizationMemberResponse removeOrganizationMember(dev.rollcall.v1.RemoveOrganizationMemberRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRemoveOrganizationMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the members of an organization, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListOrganizationMembersResponse listOrganizationMembers(dev.rollcall.v1.ListOrganizationMembersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListOrganizationMembersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the organizations that a user is a member of, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * user).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListUserOrganizationsResponse listUserOrganizations(dev.rollcall.v1.ListUserOrganizationsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListUserOrganizationsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service OrganizationService.
   * <pre>
   * Manages the organizations of a domain and their members. Changes are refused while the domain's
   * `organization_management` is off; what there is can still be read.
   * </pre>
   */
  public static final class OrganizationServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<OrganizationServiceBlockingStub> {
    private OrganizationServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected OrganizationServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new OrganizationServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), RESOURCE_NOT_FOUND (NOT_FOUND: the domain or `parent_organization`), ORGANIZATIONS_DISABLED
     * (FAILED_PRECONDITION).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public dev.rollcall.v1.CreateOrganizationResponse createOrganization(dev.rollcall.v1.CreateOrganizationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateOrganizationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one organization.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.GetOrganizationResponse getOrganization(dev.rollcall.v1.GetOrganizationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetOrganizationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the organizations of a domain, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListOrganizationsResponse listOrganizations(dev.rollcall.v1.ListOrganizationsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListOrganizationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes fields of an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ORGANIZATION_CYCLE (FAILED_PRECONDITION), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public dev.rollcall.v1.UpdateOrganizationResponse updateOrganization(dev.rollcall.v1.UpdateOrganizationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateOrganizationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes an organization that has no organizations below it. Its memberships end.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ORGANIZATION_NOT_EMPTY (FAILED_PRECONDITION), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public dev.rollcall.v1.DeleteOrganizationResponse deleteOrganization(dev.rollcall.v1.DeleteOrganizationRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteOrganizationMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes a user a member of an organization of its domain.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the organization or the user),
     * RESOURCE_DELETED (FAILED_PRECONDITION: the user), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: one who is a member already stays it; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.AddOrganizationMemberResponse addOrganizationMember(dev.rollcall.v1.AddOrganizationMemberRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAddOrganizationMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a user's membership of an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the organization or the user),
     * ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: one who is no member stays none; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.RemoveOrganizationMemberResponse removeOrganizationMember(dev.rollcall.v1.RemoveOrganizationMemberRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRemoveOrganizationMemberMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the members of an organization, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListOrganizationMembersResponse listOrganizationMembers(dev.rollcall.v1.ListOrganizationMembersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListOrganizationMembersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the organizations that a user is a member of, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * user).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public dev.rollcall.v1.ListUserOrganizationsResponse listUserOrganizations(dev.rollcall.v1.ListUserOrganizationsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListUserOrganizationsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service OrganizationService.
   * <pre>
   * Manages the organizations of a domain and their members. Changes are refused while the domain's
   * `organization_management` is off; what there is can still be read.
   * </pre>
   */
  public static final class OrganizationServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<OrganizationServiceFutureStub> {
    private OrganizationServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected OrganizationServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new OrganizationServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), REQUEST_ID_REUSED (INVALID_ARGUMENT), RESOURCE_ALREADY_EXISTS
     * (ALREADY_EXISTS), RESOURCE_NOT_FOUND (NOT_FOUND: the domain or `parent_organization`), ORGANIZATIONS_DISABLED
     * (FAILED_PRECONDITION).
     * Idempotency: a retry with the same `request_id` is safe and gets the first answer; without one, a repeat answers
     * RESOURCE_ALREADY_EXISTS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.CreateOrganizationResponse> createOrganization(
        dev.rollcall.v1.CreateOrganizationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateOrganizationMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one organization.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.GetOrganizationResponse> getOrganization(
        dev.rollcall.v1.GetOrganizationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetOrganizationMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the organizations of a domain, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * domain).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.ListOrganizationsResponse> listOrganizations(
        dev.rollcall.v1.ListOrganizationsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListOrganizationsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes fields of an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ORGANIZATION_CYCLE (FAILED_PRECONDITION), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: a repeat sets the same values again; a retry is safe. With an etag, the repeat of one that took effect
     * answers ETAG_MISMATCH.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.UpdateOrganizationResponse> updateOrganization(
        dev.rollcall.v1.UpdateOrganizationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateOrganizationMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes an organization that has no organizations below it. Its memberships end.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND), ETAG_MISMATCH (ABORTED),
     * ORGANIZATION_NOT_EMPTY (FAILED_PRECONDITION), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: a repeat changes nothing more; a retry is safe, and answers RESOURCE_NOT_FOUND when the first one took
     * effect.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.DeleteOrganizationResponse> deleteOrganization(
        dev.rollcall.v1.DeleteOrganizationRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteOrganizationMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Makes a user a member of an organization of its domain.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the organization or the user),
     * RESOURCE_DELETED (FAILED_PRECONDITION: the user), ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: one who is a member already stays it; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.AddOrganizationMemberResponse> addOrganizationMember(
        dev.rollcall.v1.AddOrganizationMemberRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAddOrganizationMemberMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends a user's membership of an organization.
     * Scope: `users:write`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the organization or the user),
     * ORGANIZATIONS_DISABLED (FAILED_PRECONDITION).
     * Idempotency: one who is no member stays none; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.RemoveOrganizationMemberResponse> removeOrganizationMember(
        dev.rollcall.v1.RemoveOrganizationMemberRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRemoveOrganizationMemberMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the members of an organization, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.ListOrganizationMembersResponse> listOrganizationMembers(
        dev.rollcall.v1.ListOrganizationMembersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListOrganizationMembersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the organizations that a user is a member of, a page at a time.
     * Scope: `users:read`.
     * Errors: FIELD_INVALID (INVALID_ARGUMENT), PAGE_TOKEN_INVALID (INVALID_ARGUMENT), RESOURCE_NOT_FOUND (NOT_FOUND: the
     * user).
     * Idempotency: changes nothing; a retry is safe.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.rollcall.v1.ListUserOrganizationsResponse> listUserOrganizations(
        dev.rollcall.v1.ListUserOrganizationsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListUserOrganizationsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_ORGANIZATION = 0;
  private static final int METHODID_GET_ORGANIZATION = 1;
  private static final int METHODID_LIST_ORGANIZATIONS = 2;
  private static final int METHODID_UPDATE_ORGANIZATION = 3;
  private static final int METHODID_DELETE_ORGANIZATION = 4;
  private static final int METHODID_ADD_ORGANIZATION_MEMBER = 5;
  private static final int METHODID_REMOVE_ORGANIZATION_MEMBER = 6;
  private static final int METHODID_LIST_ORGANIZATION_MEMBERS = 7;
  private static final int METHODID_LIST_USER_ORGANIZATIONS = 8;

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
        case METHODID_CREATE_ORGANIZATION:
          serviceImpl.createOrganization((dev.rollcall.v1.CreateOrganizationRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.CreateOrganizationResponse>) responseObserver);
          break;
        case METHODID_GET_ORGANIZATION:
          serviceImpl.getOrganization((dev.rollcall.v1.GetOrganizationRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.GetOrganizationResponse>) responseObserver);
          break;
        case METHODID_LIST_ORGANIZATIONS:
          serviceImpl.listOrganizations((dev.rollcall.v1.ListOrganizationsRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ListOrganizationsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_ORGANIZATION:
          serviceImpl.updateOrganization((dev.rollcall.v1.UpdateOrganizationRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.UpdateOrganizationResponse>) responseObserver);
          break;
        case METHODID_DELETE_ORGANIZATION:
          serviceImpl.deleteOrganization((dev.rollcall.v1.DeleteOrganizationRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.DeleteOrganizationResponse>) responseObserver);
          break;
        case METHODID_ADD_ORGANIZATION_MEMBER:
          serviceImpl.addOrganizationMember((dev.rollcall.v1.AddOrganizationMemberRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.AddOrganizationMemberResponse>) responseObserver);
          break;
        case METHODID_REMOVE_ORGANIZATION_MEMBER:
          serviceImpl.removeOrganizationMember((dev.rollcall.v1.RemoveOrganizationMemberRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.RemoveOrganizationMemberResponse>) responseObserver);
          break;
        case METHODID_LIST_ORGANIZATION_MEMBERS:
          serviceImpl.listOrganizationMembers((dev.rollcall.v1.ListOrganizationMembersRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ListOrganizationMembersResponse>) responseObserver);
          break;
        case METHODID_LIST_USER_ORGANIZATIONS:
          serviceImpl.listUserOrganizations((dev.rollcall.v1.ListUserOrganizationsRequest) request,
              (io.grpc.stub.StreamObserver<dev.rollcall.v1.ListUserOrganizationsResponse>) responseObserver);
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
          getCreateOrganizationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.CreateOrganizationRequest,
              dev.rollcall.v1.CreateOrganizationResponse>(
                service, METHODID_CREATE_ORGANIZATION)))
        .addMethod(
          getGetOrganizationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.GetOrganizationRequest,
              dev.rollcall.v1.GetOrganizationResponse>(
                service, METHODID_GET_ORGANIZATION)))
        .addMethod(
          getListOrganizationsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.ListOrganizationsRequest,
              dev.rollcall.v1.ListOrganizationsResponse>(
                service, METHODID_LIST_ORGANIZATIONS)))
        .addMethod(
          getUpdateOrganizationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.UpdateOrganizationRequest,
              dev.rollcall.v1.UpdateOrganizationResponse>(
                service, METHODID_UPDATE_ORGANIZATION)))
        .addMethod(
          getDeleteOrganizationMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.DeleteOrganizationRequest,
              dev.rollcall.v1.DeleteOrganizationResponse>(
                service, METHODID_DELETE_ORGANIZATION)))
        .addMethod(
          getAddOrganizationMemberMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.AddOrganizationMemberRequest,
              dev.rollcall.v1.AddOrganizationMemberResponse>(
                service, METHODID_ADD_ORGANIZATION_MEMBER)))
        .addMethod(
          getRemoveOrganizationMemberMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.RemoveOrganizationMemberRequest,
              dev.rollcall.v1.RemoveOrganizationMemberResponse>(
                service, METHODID_REMOVE_ORGANIZATION_MEMBER)))
        .addMethod(
          getListOrganizationMembersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.ListOrganizationMembersRequest,
              dev.rollcall.v1.ListOrganizationMembersResponse>(
                service, METHODID_LIST_ORGANIZATION_MEMBERS)))
        .addMethod(
          getListUserOrganizationsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.rollcall.v1.ListUserOrganizationsRequest,
              dev.rollcall.v1.ListUserOrganizationsResponse>(
                service, METHODID_LIST_USER_ORGANIZATIONS)))
        .build();
  }

  private static abstract class OrganizationServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    OrganizationServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.rollcall.v1.OrganizationProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("OrganizationService");
    }
  }

  private static final class OrganizationServiceFileDescriptorSupplier
      extends OrganizationServiceBaseDescriptorSupplier {
    OrganizationServiceFileDescriptorSupplier() {}
  }

  private static final class OrganizationServiceMethodDescriptorSupplier
      extends OrganizationServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    OrganizationServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (OrganizationServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new OrganizationServiceFileDescriptorSupplier())
              .addMethod(getCreateOrganizationMethod())
              .addMethod(getGetOrganizationMethod())
              .addMethod(getListOrganizationsMethod())
              .addMethod(getUpdateOrganizationMethod())
              .addMethod(getDeleteOrganizationMethod())
              .addMethod(getAddOrganizationMemberMethod())
              .addMethod(getRemoveOrganizationMemberMethod())
              .addMethod(getListOrganizationMembersMethod())
              .addMethod(getListUserOrganizationsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
