package dev.rollcall.client;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** DEADLINE_EXCEEDED: The deadline has passed. A change may have been made. */
public final class DeadlineExceededException extends RollcallException {
    private static final long serialVersionUID = 1;

    DeadlineExceededException(Status status, @Nullable Metadata trailers, ErrorDetails details, @Nullable Throwable cause) {
        super(status, trailers, details, cause);
    }
}
