package dev.countersign.signer.bundle;

import static dev.countersign.signer.bundle.BitcoinPolicy.CHANGE;
import static dev.countersign.signer.bundle.BitcoinPolicy.EXCHANGE;
import static dev.countersign.signer.bundle.BitcoinPolicy.KEY;
import static dev.countersign.signer.bundle.BitcoinPolicy.VAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a policy may say of a Bitcoin key.
class BitcoinPolicyTest {

    @Test
    void names_what_is_the_keys_and_where_it_may_pay() {
        var key = BitcoinPolicy.grant().key();
        var bitcoin = key.bitcoin().orElseThrow();

        assertThat(key.account().caip10())
                .isEqualTo(Network.MAINNET.chain() + ":" + Address.ofKey(Network.MAINNET, KEY));
        assertThat(bitcoin.own())
                .containsExactlyInAnyOrder(
                        OutputScript.p2wpkh(KEY),
                        OutputScript.p2pkh(KEY),
                        OutputScript.p2sh(OutputScript.p2wpkh(KEY).script()));
        assertThat(bitcoin.multisigs()).containsExactly(OutputScript.p2wsh(VAULT.script()));
        assertThat(bitcoin.change()).containsExactly(CHANGE);
        assertThat(bitcoin.lockTimeMax()).isEqualTo(1_000_000);
        assertThat(bitcoin.feeShareBasisPoints()).isEqualTo(2_000);
        assertThat(bitcoin.feeRateMaxSatPerVbyte()).isEqualTo(100);
    }

    @Test
    void an_address_has_one_meaning_in_either_case() throws Exception {
        var address = BitcoinPolicy.address(EXCHANGE);
        var shouted = BitcoinPolicy.TEXT.replace(address, address.toUpperCase(Locale.ROOT));

        assertThat(shouted).isNotEqualTo(BitcoinPolicy.TEXT);
        assertThat(PolicyText.load(shouted).keys())
                .containsAll(PolicyText.load(BitcoinPolicy.TEXT).keys());
    }

    @Test
    void without_a_word_no_lock_time_and_nothing_but_its_own_scripts() throws Exception {
        var text = BitcoinPolicy.TEXT.replaceAll(
                "(?m)^    (multisigs|change|lock_time_max):.*\n(      - \\{ threshold.*\n)?", "");

        assertThat(PolicyText.load(text).keys())
                .filteredOn(key -> key.id().value().equals("btc-hot"))
                .singleElement()
                .satisfies(key -> {
                    assertThat(key.bitcoin().orElseThrow().lockTimeMax()).isZero();
                    assertThat(key.bitcoin().orElseThrow().multisigs()).isEmpty();
                    assertThat(key.bitcoin().orElseThrow().change()).isEmpty();
                });
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bip122:000000000019d6689c085ae165831e93/slip44:0 | bip122:000000000019d6689c085ae165831e93/slip44:1 | a CAIP-19 id",
                "decimals: 8 | decimals: 18 | decimals other than 8",
                "threshold: 2 | threshold: 3 | multisig of 2 keys cannot require 3",
                "threshold: 2 | threshold: 0 | from 1 to 16",
                "lock_time_max: 1000000 | lock_time_max: 500000000 | from 0 to 499999999",
                "transfer, consolidate | transfer, cancel | `'cancel', which there is not on bip122`",
                "transfer, consolidate | approve | `'approve', which there is not on bip122`",
                "`, rate: \"100 sat/vB\"` | `` | the field 'rate' is missing",
                "`, share: \"20%\"` | `` | the field 'share' is missing",
                "each: \"0.0005 BTC\", | `` | the field 'each' is missing",
                "100 sat/vB | 100 | the most for a virtual byte",
                "100 sat/vB | 1.5 sat/vB | the most for a virtual byte",
                "20% | 0% | the most of what is paid",
                "20% | 100.01% | the most of what is paid",
                "20% | 20 | the most of what is paid",
                "`    fees: {` | `    blind_fees: {` | the field 'fees' is missing",
            })
    void is_refused(String from, String to, String words) {
        assertRefused(from, to, words);
    }

    @Test
    void a_multisig_is_the_keys_and_each_is_there_once() {
        var first = KEY.hex() + "\", \"";
        assertRefused("[ \"" + first, "[ \"" + BitcoinPolicy.LAXER_KEY.hex() + "\", \"", "a multisig without the key");
        var line = "      - { threshold";
        var whole = BitcoinPolicy.TEXT
                .lines()
                .filter(text -> text.startsWith(line))
                .findFirst()
                .orElseThrow();
        assertRefused(whole, whole + "\n" + whole, "the same multisig again");
    }

    @Test
    void an_address_of_another_network_or_with_a_wrong_letter_is_refused() {
        var address = BitcoinPolicy.address(EXCHANGE);
        var foreign = Address.encode(Network.SIGNET, EXCHANGE).orElseThrow();
        assertRefused(address, foreign, "addresses.exchange[0]");
        assertRefused(address, address.replace("bc1q", "bc1p"), "addresses.exchange[0]");
        var last = address.endsWith("q") ? "p" : "q";
        assertRefused(address, address.substring(0, address.length() - 1) + last, "addresses.exchange[0]");
        var elsewhere = Network.SIGNET.chain() + ":" + foreign;
        assertRefused(
                Network.MAINNET.chain() + ":" + BitcoinPolicy.address(CHANGE),
                elsewhere,
                "an account of bip122:00000008");
    }

    @Test
    void the_keys_own_address_is_no_destination() {
        assertRefused(
                "to: [ exchange ]",
                "to: [ \"" + Network.MAINNET.chain() + ":" + Address.ofKey(Network.MAINNET, KEY) + "\" ]",
                "what goes to the key itself needs allow: [ consolidate ]");
    }

    @Test
    void an_evm_key_has_none_of_it() {
        assertRefusedOf(PolicyText.FULL, "fees: {", "lock_time_max: 5\n    fees: {", "without use on an EVM chain");
        assertRefusedOf(PolicyText.FULL, "fees: {", "change: []\n    fees: {", "without use on an EVM chain");
        assertRefusedOf(PolicyText.FULL, "fees: {", "fees: { rate: \"5 sat/vB\",", "without use on an EVM chain");
        assertRefusedOf(PolicyText.FULL, "[ cancel ]", "[ consolidate ]", "which there is not on eip155:1");
    }

    private static void assertRefused(String from, String to, String words) {
        assertRefusedOf(BitcoinPolicy.TEXT, from, to, words);
    }

    private static void assertRefusedOf(String policy, String from, String to, String words) {
        assertThat(policy).contains(from);
        assertThatThrownBy(() -> PolicyText.load(policy.replace(from, to)))
                .isInstanceOf(PolicyInvalid.class)
                .hasMessageContaining(words);
    }
}
