package dev.countersign.signer.cli;

import dev.countersign.signer.ConfigInvalid;
import dev.countersign.signer.StartRefused;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.PinRefused;
import dev.countersign.signer.ledger.LedgerRefused;
import dev.countersign.signer.operations.CannotListen;
import dev.countersign.signer.transport.tls.TlsFileRefused;

/// What `serve` tells its supervisor when it ends by itself: why, in the numbers of sysexits.h. Other commands know 0,
/// 1 and 2, and those of the client 3 and 4.
enum ExitCode {
    DONE(0, "it was told to stop"),
    FAILED(1, "something else; the line says what"),
    USAGE(2, "wrong usage of the command line"),
    HSM_UNAVAILABLE(69, "a token cannot be used, or none of the policy's keys can"),
    HSM_HANGS(70, "a call hangs in a token, and only a new process can use it again"),
    CANNOT_LISTEN(71, "an address is in use, or none of this machine"),
    LEDGER_REFUSED(74, "the ledger cannot be used"),
    PIN_REFUSED(77, "a token refuses the PIN: a restart changes nothing"),
    CONFIGURATION(78, "server.yaml, the policy or a TLS file will not do");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /// Of a start that failed.
    static ExitCode of(Exception failure) {
        return switch (failure) {
            case PinRefused _ -> PIN_REFUSED;
            case HsmStartFailed _ -> HSM_UNAVAILABLE;
            case LedgerRefused _ -> LEDGER_REFUSED;
            case CannotListen _ -> CANNOT_LISTEN;
            case ConfigInvalid _ -> CONFIGURATION;
            case PolicyInvalid _ -> CONFIGURATION;
            case TlsFileRefused _ -> CONFIGURATION;
            case StartRefused _ -> CONFIGURATION;
            default -> FAILED;
        };
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }
}
