package dev.countersign.client.cli;

import dev.countersign.client.ethereum.GenuineTransaction;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.util.HexFormat;

/// What there is to say about a signed transaction.
final class SignedReport {

    private SignedReport() {}

    static Report of(SignRequest request, SignResponse response, GenuineTransaction genuine) {
        var signer = genuine.signer().checksummed();
        var report = new Report()
                .field("outcome", "signed")
                .field("request_id", request.getRequestId())
                .field("key_id", request.getKeyId());
        return describe(report, response).line("signer", signer).field("signer", signer);
    }

    /// Adds what the service says; nothing of it is checked here.
    static Report describe(Report report, SignResponse response) {
        var raw = "0x" + HexFormat.of().formatHex(response.getSignedPayload().toByteArray());
        return report.line("rule", response.getRuleId())
                .line("journal", Long.toUnsignedString(response.getJournalIndex()))
                .line("transaction", raw)
                .line("hash", response.getTransactionId())
                .field("rule_id", response.getRuleId())
                .field("journal_index", response.getJournalIndex())
                .field("signed_payload", raw)
                .field("transaction_id", response.getTransactionId());
    }
}
