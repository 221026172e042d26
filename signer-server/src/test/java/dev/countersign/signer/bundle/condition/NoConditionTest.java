package dev.countersign.signer.bundle.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Commands live for a second: what only conditions need is loaded only for a policy that has one.
class NoConditionTest {

    @Test
    void a_policy_without_conditions_loads_where_there_is_no_cel() throws Exception {
        assertThat(load("")).isNotNull();
    }

    @Test
    void one_with_a_condition_does_not() {
        assertThatThrownBy(() -> load("when: 'effect.moves', "))
                .isInstanceOf(InvocationTargetException.class)
                .hasRootCauseInstanceOf(ClassNotFoundException.class)
                .rootCause()
                .hasMessageStartingWith("dev.cel.");
    }

    /// By a class loader of its own: this JVM may have loaded it long ago.
    private static Object load(String when) throws Exception {
        try (var loader = new WithoutCel()) {
            return loader.loadClass("dev.countersign.signer.bundle.PolicyText")
                    .getMethod("load", String.class)
                    .invoke(null, policy(when));
        }
    }

    private static String policy(String when) {
        return """
                version: 1
                assets:
                  ETH: { id: "eip155:1/slip44:60", decimals: 18 }
                clients:
                  desk: { id: "spiffe://firm.example/desk" }
                keys:
                  hot:
                    chain: eip155:1
                    public_key: "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                    rules:
                      - { id: free, %sallow: [ cancel ], clients: [ desk ], unlimited: true }
                """.formatted(when);
    }

    private static final class WithoutCel extends URLClassLoader {

        WithoutCel() {
            super(classPath(), ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("dev.cel.")) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }

        private static URL[] classPath() {
            return Arrays.stream(System.getProperty("java.class.path").split(":"))
                    .map(entry -> Path.of(entry).toUri())
                    .map(WithoutCel::url)
                    .toArray(URL[]::new);
        }

        private static URL url(URI uri) {
            try {
                return uri.toURL();
            } catch (java.net.MalformedURLException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }
}
