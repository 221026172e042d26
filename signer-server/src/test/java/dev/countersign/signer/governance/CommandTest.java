package dev.countersign.signer.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.RequestId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What officers sign, to the letter.
class CommandTest {

    private static final Client WALLET = new Client("spiffe://firm.example/hot-wallet");

    record Form(String action, String target, Command command) {}

    static List<Form> forms() {
        return List.of(
                new Form("veto", Digest32.sha256().hex(), new Command.Veto(Digest32.sha256())),
                new Form(
                        "unfreeze",
                        "entry 1042, freeze client " + WALLET,
                        new Command.Unfreeze(1042, new Lever.FreezeClient(WALLET))),
                new Form("unfreeze", "entry 0, freeze all", new Command.Unfreeze(0, new Lever.FreezeAll())),
                new Form(
                        "release",
                        "entry 1017, request w-1017 of " + WALLET,
                        new Command.Release(1017, WALLET, new RequestId("w-1017"))),
                new Form(
                        "resume",
                        "ledger " + "0a".repeat(16) + ", 1204 entries, root "
                                + Digest32.sha256().hex() + ", anchor 1310 entries",
                        new Command.Resume("0a".repeat(16), 1204, Digest32.sha256(), 1310)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void its_text_is_its_one_form(Form form) {
        assertThat(form.command().action()).isEqualTo(form.action());
        assertThat(form.command().target()).isEqualTo(form.target());
        assertThat(Command.parse(form.action(), form.target())).isEqualTo(form.command());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "veto|entry 1, freeze all",
                "resume|entry 1, freeze all",
                "unfreeze|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "unfreeze|freeze all",
                "unfreeze|entry 01, freeze all",
                "unfreeze|entry -1, freeze all",
                "unfreeze|entry 1,  freeze all",
                "unfreeze|entry 1, freeze all, freeze all",
                "unfreeze|entry 9999999999999999999, freeze all",
                "resume|ledger 0a, 1 entries, root e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, anchor 2 entries",
                "release|entry 1, request w-1",
                "release|entry 1, request w 1 of spiffe://firm.example/hot-wallet",
                "release|entry 1, request w-1 of hot-wallet",
                "release|entry 01, request w-1 of spiffe://firm.example/hot-wallet"
            })
    void what_is_not_exactly_of_a_form_is_no_command(String action, String target) {
        assertThatThrownBy(() -> Command.parse(action, target)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void only_a_veto_tightens() {
        assertThat(forms())
                .allSatisfy(form -> assertThat(form.command().loosens())
                        .isNotEqualTo(form.action().equals("veto")));
    }
}
