package dev.rollcall.client;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** ALREADY_EXISTS: The name, or a value that only one may have, is taken. */
public final class AlreadyExistsException extends RollcallException {
    private static final long serialVersionUID = 1;

    AlreadyExistsException(Status status, @Nullable Metadata trailers, ErrorDetails details, @Nullable Throwable cause) {
        super(status, trailers, details, cause);
    }

    /** The field at fault, if one is. */
    public @Nullable String getField() {
        return getMetadata().get("field");
    }

    /** The one that has it, if that may be told. */
    public @Nullable String getResource() {
        return getMetadata().get("resource");
    }
}
