package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.Tree;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.governance.Endorsed;
import dev.countersign.signer.governance.Mandate;
import dev.countersign.signer.governance.Witnessed;
import dev.countersign.signer.governance.prices.EndorsedPrices;
import dev.countersign.signer.ledger.Reservation;
import dev.countersign.signer.ledger.Settled;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.signature.VerifiedSignature;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.type.TypeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The drawing of the house: which room may know which.
class FloorPlanTest {

    /// Every room, in the order in which evidence flows. A room imports only rooms above it, and its own sub-rooms.
    private static final List<String> ROOMS = List.of(
            "model",
            "yaml",
            "address",
            "ssh",
            "bundle",
            "governance",
            "authentication",
            "decode",
            "policy",
            "signature",
            "journal",
            "ledger",
            "hsm",
            "audit",
            "signing",
            "operations",
            "transport",
            "cli");

    /// The packages of a concern, and the only rooms that may know them.
    private static final List<Concern> CONCERNS = List.of(
            new Concern("gRPC", List.of("io.grpc", "dev.countersign.v1"), Set.of("transport")),
            new Concern(
                    "SQL",
                    List.of("java.sql", "javax.sql", "org.sqlite", "com.zaxxer", "org.flywaydb"),
                    Set.of("ledger")),
            new Concern("PKCS#11", List.of("java.lang.foreign", "sun.security.pkcs11"), Set.of("hsm.pkcs11")),
            new Concern("the client", List.of("dev.countersign.client"), Set.of("cli")),
            new Concern("options", List.of("picocli"), Set.of("cli")),
            new Concern("YAML", List.of("org.snakeyaml"), Set.of("yaml")),
            new Concern("CEL", List.of("dev.cel"), Set.of("bundle.condition")));

    /// Where time may be read. Every other room is told it.
    private static final Set<String> CLOCKS = Set.of("ledger", "", "cli");

    private static final Pattern READS_TIME = Pattern.compile(
            "java\\.util\\.Date\\.<init>\\(\\)|java\\.time\\.\\w+\\.now\\(.*"
                    + "|java\\.time\\.(Clock|InstantSource)\\.(system|tick).*|java\\.lang\\.System\\.currentTimeMillis\\(\\)");

    private static final String HOUSE = "dev.countersign.signer";

    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(SourceTree.root().resolve("signer-server/target/classes"));

    record Concern(String name, List<String> packages, Set<String> rooms) {

        boolean includes(JavaClass type) {
            return packages.stream().anyMatch(prefix -> isIn(type.getPackageName(), prefix));
        }

        boolean mayBeKnownBy(JavaClass type) {
            return rooms.stream().anyMatch(room -> isIn(place(type), room));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void every_package_is_a_room_of_the_plan() {
        assertThat(CLASSES)
                .isNotEmpty()
                .allSatisfy(type -> assertThat(room(type))
                        .as(type.getName())
                        .isIn(Stream.concat(Stream.of(""), ROOMS.stream()).toList()));
    }

    @Test
    void a_room_imports_only_rooms_above_it() {
        var upwards = dependencies().filter(FloorPlanTest::goesDown).map(Dependency::getDescription);

        assertThat(upwards).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("concerns")
    void only_its_rooms_know(Concern concern) {
        var strangers = CLASSES.stream()
                .filter(type -> !concern.mayBeKnownBy(type))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency ->
                        concern.includes(dependency.getTargetClass().getBaseComponentType()))
                .map(Dependency::getDescription);

        assertThat(strangers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Endorsed.class,
                EndorsedPrices.class,
                Mandate.class,
                Witnessed.class,
                Grant.class,
                Approved.class,
                Reservation.class,
                VerifiedSignature.class,
                Settled.class
            })
    void only_its_own_room_makes_a_proof(Class<?> proof) {
        assertThat(proof).isFinal();
        assertThat(CLASSES.get(proof).getConstructors())
                .isNotEmpty()
                .allSatisfy(constructor -> assertThat(constructor.getModifiers())
                        .doesNotContain(JavaModifier.PUBLIC, JavaModifier.PROTECTED));
    }

    @Test
    void a_record_holds_no_array() {
        var arrays = CLASSES.stream()
                .filter(JavaClass::isRecord)
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getRawType().isArray())
                .map(field -> field.getFullName());

        assertThat(arrays).isEmpty();
    }

    @Test
    void only_the_clock_seam_reads_the_time() {
        assertThat(accesses().filter(FloorPlanTest::readsTimeElsewhere).map(JavaAccess::getDescription))
                .isEmpty();
    }

    @Test
    void only_commands_print() {
        var printed = accesses()
                .filter(access -> !Set.of("", "cli").contains(room(access.getOriginOwner())))
                .filter(access -> access.getTarget().getFullName().matches("java\\.lang\\.System\\.(out|err)")
                        || access.getTarget().getName().equals("printStackTrace"))
                .map(JavaAccess::getDescription);

        assertThat(printed).isEmpty();
    }

    @Test
    void no_floating_point_near_money() throws IOException {
        var found = SourceTree.javaSources().stream()
                .filter(source ->
                        source.path().matches(".*/main/.*/signer/(address|bundle|governance|decode|policy|ledger)/.*"))
                .flatMap(source ->
                        TidyRule.find(source, part -> isFloatingPoint(part) ? "floating point" : "").stream());

        assertThat(found).isEmpty();
    }

    @Test
    void only_the_pkcs11_room_names_the_pkcs11_provider() throws IOException {
        var found = SourceTree.javaSources().stream()
                .filter(source -> source.isMain() && !source.path().contains("/signer/hsm/pkcs11/"))
                .flatMap(source -> TidyRule.find(source, part -> isProviderName(part) ? "PKCS#11" : "").stream());

        assertThat(found).isEmpty();
    }

    static List<Concern> concerns() {
        return CONCERNS;
    }

    private static Stream<Dependency> dependencies() {
        return CLASSES.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> isIn(dependency.getTargetClass().getPackageName(), HOUSE));
    }

    private static Stream<JavaAccess<?>> accesses() {
        return CLASSES.stream().flatMap(type -> type.getAccessesFromSelf().stream());
    }

    /// True if a room knows a room further down. The composition root knows all; only the commands know it.
    private static boolean goesDown(Dependency dependency) {
        var from = room(dependency.getOriginClass());
        var to = room(dependency.getTargetClass().getBaseComponentType());
        if (from.isEmpty()) {
            return false;
        }
        return to.isEmpty() ? !from.equals("cli") : ROOMS.indexOf(to) > ROOMS.indexOf(from);
    }

    private static boolean readsTimeElsewhere(JavaAccess<?> access) {
        return !CLOCKS.contains(room(access.getOriginOwner()))
                && READS_TIME.matcher(access.getTarget().getFullName()).matches();
    }

    private static boolean isFloatingPoint(Tree part) {
        return switch (part) {
            case PrimitiveTypeTree type ->
                Set.of(TypeKind.DOUBLE, TypeKind.FLOAT).contains(type.getPrimitiveTypeKind());
            case IdentifierTree name ->
                Set.of("Double", "Float").contains(name.getName().toString());
            case LiteralTree literal -> literal.getValue() instanceof Double || literal.getValue() instanceof Float;
            default -> false;
        };
    }

    private static boolean isProviderName(Tree part) {
        return part instanceof LiteralTree literal
                && literal.getValue() instanceof String text
                && text.contains("SunPKCS11");
    }

    /// The package of `type` below the house: `hsm.pkcs11`; empty for the composition root.
    private static String place(JavaClass type) {
        return type.getPackageName().equals(HOUSE) ? "" : type.getPackageName().substring(HOUSE.length() + 1);
    }

    private static String room(JavaClass type) {
        var place = place(type);
        return place.contains(".") ? place.substring(0, place.indexOf('.')) : place;
    }

    private static boolean isIn(String name, String prefix) {
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }
}
