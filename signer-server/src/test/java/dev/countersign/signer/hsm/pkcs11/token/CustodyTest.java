package dev.countersign.signer.hsm.pkcs11.token;

import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.ALWAYS_AUTHENTICATE;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.ALWAYS_SENSITIVE;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.COPYABLE;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.ENCRYPT;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.LOCAL;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.NEVER_EXTRACTABLE;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.PRIVATE;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.SENSITIVE;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.SIGN;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.SIGN_RECOVER;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.TOKEN;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.VERIFY;
import static dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute.WRAP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.model.Bytes;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the token says of a key, and what it keeps to itself.
class CustodyTest {

    private static final Set<CustodyAttribute> TRUE =
            EnumSet.of(TOKEN, PRIVATE, LOCAL, SENSITIVE, ALWAYS_SENSITIVE, NEVER_EXTRACTABLE, SIGN);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_key_as_it_must_be_has_no_fault(boolean secret) {
        assertThat(new Custody(secret, good()).faults(false)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VERIFY")
    void each_attribute_that_is_wrong_is_named_with_what_it_must_be(CustodyAttribute attribute) {
        var told = good();
        told.merge(attribute, true, (was, _) -> !was);

        assertThat(new Custody(false, told).faults(false))
                .containsExactly("%s is %s, must be %s"
                        .formatted(attribute.fullName(), !TRUE.contains(attribute), TRUE.contains(attribute)));
    }

    @Test
    void a_key_may_verify_or_not() {
        var told = good();
        told.put(VERIFY, true);

        assertThat(new Custody(true, told).faults(false)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void what_is_not_told_is_a_fault_but_for_what_private_keys_need_not_have(CustodyAttribute attribute) {
        var optional = EnumSet.of(WRAP, ENCRYPT, VERIFY, ALWAYS_AUTHENTICATE, SIGN_RECOVER, COPYABLE);

        assertThat(without(false, attribute).faults(false)).isEqualTo(untold(attribute, optional));
    }

    @ParameterizedTest
    @EnumSource
    void what_is_not_told_is_a_fault_but_for_what_secret_keys_need_not_have(CustodyAttribute attribute) {
        var optional = EnumSet.of(VERIFY, ALWAYS_AUTHENTICATE, SIGN_RECOVER, COPYABLE);

        assertThat(without(true, attribute).faults(false)).isEqualTo(untold(attribute, optional));
    }

    @Test
    void a_key_that_could_leave_must_tell_that_it_is_not_copied() {
        var told = good();
        told.remove(COPYABLE);
        told.put(NEVER_EXTRACTABLE, false);

        assertThat(new Custody(false, told).faults(false))
                .contains("the token does not tell CKA_COPYABLE, which must be false");
        assertThat(new Custody(false, told).faults(true)).isEmpty();
    }

    @Test
    void a_value_that_is_no_truth_value_is_not_told() {
        var custody = Custody.of(
                false,
                Map.of(
                        Ck.CKA_SIGN, Bytes.fromHex("01"),
                        Ck.CKA_DERIVE, Bytes.fromHex("00"),
                        Ck.CKA_LOCAL, Bytes.fromHex(""),
                        Ck.CKA_TOKEN, Bytes.fromHex("0100")));

        assertThat(custody.told()).isEqualTo(Map.of(SIGN, true, CustodyAttribute.DERIVE, false));
    }

    private static List<String> untold(CustodyAttribute attribute, Set<CustodyAttribute> optional) {
        return optional.contains(attribute)
                ? List.of()
                : List.of("the token does not tell %s, which must be %s"
                        .formatted(attribute.fullName(), TRUE.contains(attribute)));
    }

    private static Custody without(boolean secret, CustodyAttribute attribute) {
        var told = good();
        told.remove(attribute);
        return new Custody(secret, told);
    }

    private static Map<CustodyAttribute, Boolean> good() {
        var told = new EnumMap<CustodyAttribute, Boolean>(CustodyAttribute.class);
        for (var attribute : CustodyAttribute.values()) {
            told.put(attribute, TRUE.contains(attribute));
        }
        return told;
    }
}
