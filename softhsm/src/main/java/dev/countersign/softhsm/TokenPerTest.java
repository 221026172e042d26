package dev.countersign.softhsm;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives each test method its own token, and in one test always the same:
/// `@ExtendWith(TokenPerTest.class)`, and a parameter of type [SoftHsmToken] of the method or of its
/// `@BeforeEach`. Made in this JVM, as [SoftHsmToken#perClass].
public final class TokenPerTest implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == SoftHsmToken.class
                && test.getTestMethod().isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getStore(ExtensionContext.Namespace.create(TokenPerTest.class))
                .getOrComputeIfAbsent(SoftHsmToken.class, ignored -> SoftHsmToken.perClass(), SoftHsmToken.class);
    }
}
