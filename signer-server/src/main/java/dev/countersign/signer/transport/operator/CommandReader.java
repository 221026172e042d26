package dev.countersign.signer.transport.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.countersign.signer.governance.Observation;
import dev.countersign.signer.governance.prices.PriceTable;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.operations.Maintenance.Drain;
import dev.countersign.signer.operations.Maintenance.Resume;
import dev.countersign.signer.yaml.YamlFile;
import dev.countersign.v1.DrainTokenRequest;
import dev.countersign.v1.GetPolicyRequest;
import dev.countersign.v1.GetPricesRequest;
import dev.countersign.v1.GiveOrderRequest;
import dev.countersign.v1.ListTokensRequest;
import dev.countersign.v1.ProposePolicyRequest;
import dev.countersign.v1.ReportObservationRequest;
import dev.countersign.v1.ResumeTokenRequest;
import dev.countersign.v1.SetPricesRequest;

/// The contract's commands as model values. Checks form only: what is read here can be written to a log line by line.
final class CommandReader {

    private static final int MAX_LABEL_CHARACTERS = 32;
    private static final int MAX_REASON_BYTES = 256;
    private static final int MAX_ORDER_BYTES = 2048;

    private CommandReader() {}

    /// @throws Refused MALFORMED_REQUEST, as the others
    static void read(ListTokensRequest request) throws Refused {
        requireKnownFields(request);
    }

    /// @throws Refused MALFORMED_REQUEST, naming the field
    static Drain read(DrainTokenRequest request) throws Refused {
        requireKnownFields(request);
        if (request.getReason().isBlank()) {
            throw malformed("reason is missing; say why, for whoever reads the record");
        }
        return new Drain(label(request.getLabel()), reason(request.getReason()), request.getAcceptOutage());
    }

    /// @throws Refused MALFORMED_REQUEST, naming the field
    static Resume read(ResumeTokenRequest request) throws Refused {
        requireKnownFields(request);
        return new Resume(label(request.getLabel()), reason(request.getReason()));
    }

    /// @throws Refused MALFORMED_REQUEST, as the others
    static void read(GetPolicyRequest request) throws Refused {
        requireKnownFields(request);
    }

    /// @throws Refused MALFORMED_REQUEST, naming the field
    static void read(ProposePolicyRequest request) throws Refused {
        requireKnownFields(request);
        requireSize("content", request.getContent(), YamlFile.SIZE);
    }

    /// @throws Refused MALFORMED_REQUEST, naming the field
    static void read(GiveOrderRequest request) throws Refused {
        requireKnownFields(request);
        requireSize("order", request.getOrder(), MAX_ORDER_BYTES);
    }

    /// @throws Refused MALFORMED_REQUEST, as the others
    static void read(GetPricesRequest request) throws Refused {
        requireKnownFields(request);
    }

    /// @throws Refused MALFORMED_REQUEST, naming the field
    static void read(SetPricesRequest request) throws Refused {
        requireKnownFields(request);
        requireSize("content", request.getContent(), PriceTable.SIZE);
    }

    /// @throws Refused MALFORMED_REQUEST, naming the field
    static void read(ReportObservationRequest request) throws Refused {
        requireKnownFields(request);
        requireSize("observation", request.getObservation(), Observation.MAX_BYTES);
    }

    private static void requireSize(String field, ByteString value, int most) throws Refused {
        if (value.isEmpty() || value.size() > most) {
            throw malformed(field + " has " + value.size() + " bytes; expected 1 to " + most);
        }
    }

    static void requireKnownFields(Message request) throws Refused {
        // A field that is dropped silently might have been a condition of the operator's.
        if (request.getUnknownFields().getSerializedSize() != 0) {
            throw malformed("the request has fields that this server does not know; update the server");
        }
    }

    private static String label(String value) throws Refused {
        if (value.isEmpty() || value.length() > MAX_LABEL_CHARACTERS || hasControls(value)) {
            throw malformed("label is not a token's label, 1 to " + MAX_LABEL_CHARACTERS + " characters");
        }
        return value;
    }

    static String reason(String value) throws Refused {
        if (value.getBytes(UTF_8).length > MAX_REASON_BYTES || hasControls(value)) {
            throw malformed("reason is longer than " + MAX_REASON_BYTES + " bytes, or not one line of text");
        }
        return value;
    }

    /// Control, format and line-breaking characters could make one line of a log look like another.
    static boolean hasControls(String value) {
        return value.codePoints().anyMatch(character -> switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        });
    }

    static Refused malformed(String message) {
        return new Refused(Reason.MALFORMED_REQUEST, message);
    }
}
