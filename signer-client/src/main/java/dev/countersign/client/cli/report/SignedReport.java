package dev.countersign.client.cli.report;

import dev.countersign.client.ethereum.EthereumAddress;
import dev.countersign.client.ethereum.GenuineTransaction;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.util.HexFormat;

/// What there is to say about a signed transaction.
public final class SignedReport {

    private SignedReport() {}

    /// Completes a report that has begun with what was signed; `genuine` has been checked.
    public static Report complete(
            Report begun, SignRequest request, SignResponse response, GenuineTransaction genuine) {
        var signer = genuine.signer().checksummed();
        begun.field("outcome", "signed")
                .field("request_id", request.getRequestId())
                .field("key_id", request.getKeyId());
        return describe(begun, response).line("signer", signer).field("signer", signer);
    }

    /// Completes a report on a signature that stands alone; `signer` has been checked.
    public static Report completeAlone(
            Report begun, SignRequest request, SignResponse response, EthereumAddress signer) {
        var signature =
                "0x" + HexFormat.of().formatHex(response.getSignedPayload().toByteArray());
        return begun.line("rule", response.getRuleId())
                .line("journal", Long.toUnsignedString(response.getJournalIndex()))
                .line("signature", signature)
                .line("digest", response.getTransactionId())
                .line("signer", signer.checksummed())
                .field("outcome", "signed")
                .field("request_id", request.getRequestId())
                .field("key_id", request.getKeyId())
                .field("rule_id", response.getRuleId())
                .field("journal_index", response.getJournalIndex())
                .field("signed_payload", signature)
                .field("transaction_id", response.getTransactionId())
                .field("signer", signer.checksummed());
    }

    /// Adds what the service says; nothing of it is checked here.
    public static Report describe(Report report, SignResponse response) {
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
