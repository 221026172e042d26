package dev.countersign.signer.endtoend.container;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that needs a Docker engine. Where none answers it is left out, and `make test` says so; where
/// COUNTERSIGN_REQUIRE_DOCKER is set, a missing engine is a failure.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DockerCondition.class)
@interface RequiresDocker {}
