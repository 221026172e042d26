package dev.countersign.signer.ledger.postgres;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Leaves a test out, and says so, where this process may not make a [NetworkNamespace].
public final class NamespaceCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        try {
            NetworkNamespace.make().close();
            return enabled("there are network namespaces");
        } catch (UncheckedIOException e) {
            return disabled(
                    "no network namespaces, which take root with CAP_NET_ADMIN, and iproute2: " + e.getMessage());
        }
    }
}
