package dev.countersign.client.cli.input;

import dev.countersign.v1.SignRequest;
import picocli.CommandLine.Option;

/// What every payload that is signed as it is comes with.
public final class RequestOptions {

    @Option(names = "--key", paramLabel = "ID", required = true, description = "The key that signs.")
    private String key = "";

    @Option(
            names = "--request-id",
            paramLabel = "ID",
            required = true,
            description = "Your name for this request, never used before; the same again for a repetition.")
    private String requestId = "";

    @Option(names = "--purpose", paramLabel = "TEXT", description = "Why, for the journal: up to 256 bytes.")
    private String purpose = "";

    public String key() {
        return key;
    }

    public String requestId() {
        return requestId;
    }

    /// A request without its payload.
    public SignRequest.Builder toRequest() {
        return SignRequest.newBuilder().setRequestId(requestId).setKeyId(key).setPurpose(purpose);
    }
}
