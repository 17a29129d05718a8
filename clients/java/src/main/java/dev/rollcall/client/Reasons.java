package dev.rollcall.client;

/** The reasons that the client itself goes by. */
final class Reasons {
    static final String REVISION_COMPACTED = "REVISION_COMPACTED";
    static final String RESUME_TOKEN_FOREIGN = "RESUME_TOKEN_FOREIGN";
    static final String TOKEN_EXPIRED = "TOKEN_EXPIRED";

    private Reasons() {}
}
