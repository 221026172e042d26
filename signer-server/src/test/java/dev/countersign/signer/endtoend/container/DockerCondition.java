package dev.countersign.signer.endtoend.container;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/// See [RequiresDocker].
final class DockerCondition implements ExecutionCondition {

    private static final String REQUIRED = "COUNTERSIGN_REQUIRE_DOCKER";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        var required = System.getenv().getOrDefault(REQUIRED, "");
        if (!required.isEmpty()) {
            return ConditionEvaluationResult.enabled(REQUIRED + " is set"); // and the test fails by itself
        }
        return DockerClientFactory.instance().isDockerAvailable()
                ? ConditionEvaluationResult.enabled("a Docker engine answers")
                : ConditionEvaluationResult.disabled(
                        "no Docker engine answers; with " + REQUIRED + "=1 that is a failure");
    }
}
