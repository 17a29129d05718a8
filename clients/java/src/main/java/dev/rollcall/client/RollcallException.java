package dev.rollcall.client;

import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call failed. The subclasses say of the usual failures what is wrong; this class itself is any other, also one that
 * a newer server tells.
 */
public class RollcallException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Status status;
    private final transient @Nullable Metadata trailers;
    private final transient ErrorDetails details;

    RollcallException(Status status, @Nullable Metadata trailers, ErrorDetails details, @Nullable Throwable cause) {
        super(text(status, details), cause != null ? cause : status.getCause());
        this.status = status;
        this.trailers = trailers;
        this.details = details;
    }

    private static String text(Status status, ErrorDetails details) {
        String description = status.getDescription();
        String said = status.getCode() + (description == null ? "" : ": " + description);
        return details.reason().isEmpty() ? said : said + " (" + details.reason() + ")";
    }

    /** The exception of a status that is not OK, of the class that fits it. */
    static RollcallException of(Status status, @Nullable Metadata trailers) {
        return of(status, trailers, null);
    }

    /** The same failure, thrown where a thread waited for it, so that its trace says who called. */
    RollcallException thrownHere() {
        return of(status, trailers, this);
    }

    private static RollcallException of(Status status, @Nullable Metadata trailers, @Nullable Throwable cause) {
        ErrorDetails details = ErrorDetails.of(status, trailers);
        return switch (status.getCode()) {
            case NOT_FOUND -> new NotFoundException(status, trailers, details, cause);
            case ALREADY_EXISTS -> new AlreadyExistsException(status, trailers, details, cause);
            case INVALID_ARGUMENT -> new InvalidException(status, trailers, details, cause);
            case ABORTED -> new AbortedException(status, trailers, details, cause);
            case PERMISSION_DENIED -> new PermissionDeniedException(status, trailers, details, cause);
            case UNAUTHENTICATED -> new UnauthenticatedException(status, trailers, details, cause);
            case DEADLINE_EXCEEDED -> new DeadlineExceededException(status, trailers, details, cause);
            case UNAVAILABLE -> new UnavailableException(status, trailers, details, cause);
            case RESOURCE_EXHAUSTED -> new ResourceExhaustedException(status, trailers, details, cause);
            case OUT_OF_RANGE -> details.reason().equals(Reasons.REVISION_COMPACTED)
                    ? new CompactedException(status, trailers, details, cause)
                    : new RollcallException(status, trailers, details, cause);
            default -> new RollcallException(status, trailers, details, cause);
        };
    }

    /** The code of the status. */
    public final Status.Code getCode() {
        return status.getCode();
    }

    /**
     * A value of {@link dev.rollcall.v1.ErrorReason} without its prefix; empty if there is none. There may be newer
     * ones.
     */
    public final String getReason() {
        return details.reason();
    }

    /** What {@code error_reason.proto} lists for the reason. */
    public final Map<String, String> getMetadata() {
        return details.metadata();
    }

    /** What the server says, for people: without code and reason, which {@link #getMessage()} has too. */
    public final String getDescription() {
        String description = status.getDescription();
        return description == null ? "" : description;
    }

    /** The raw status. */
    public final Status getStatus() {
        return status;
    }

    /** What came with the raw status, if anything did: {@code grpc-status-details-bin} is there. */
    public final @Nullable Metadata getTrailers() {
        return trailers;
    }

    /** How long the server wants not to be asked again, if it says so. */
    public final @Nullable Duration getRetryAfter() {
        return details.retryAfter();
    }

    final List<FieldViolation> violations() {
        return details.violations();
    }
}
