package dev.rollcall.client;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * RESOURCE_EXHAUSTED: A limit or a quota was reached;
 * {@link #getRetryAfter()} is when to try again, if the server says so.
 */
public final class ResourceExhaustedException extends RollcallException {
    private static final long serialVersionUID = 1;

    ResourceExhaustedException(Status status, @Nullable Metadata trailers, ErrorDetails details, @Nullable Throwable cause) {
        super(status, trailers, details, cause);
    }
}
