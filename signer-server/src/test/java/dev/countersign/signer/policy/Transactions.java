package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Signable;
import dev.countersign.signer.decode.SignedPayload;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Digest32;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/// Transactions of the key of private key 1 on chain 1, as the decoder would hand them on.
final class Transactions {

    static final Chain MAINNET = new Chain("eip155:1");
    static final Asset ETH = new Asset("eip155:1/slip44:60");
    static final Asset USDC = new Asset("eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48");
    static final Account OWN = account("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
    static final Account DEPOSIT = account("0xd8da6bf26964af9d7eed9e03e53415d37aa96045");
    static final Account STRANGER = account("0x9999999999999999999999999999999999999999");

    private static final BigInteger GWEI = BigInteger.TEN.pow(9);
    private static final Digest32 DIGEST = Digest32.sha256(new byte[] {1});

    private Transactions() {}

    static Transaction transfer(BigInteger fee, Movement... movements) {
        return transaction(MAINNET, Permission.TRANSFER, fee, movements);
    }

    static Transaction cancel(BigInteger fee) {
        return transaction(MAINNET, Permission.CANCEL, fee);
    }

    static Transaction transaction(Chain chain, Permission kind, BigInteger fee, Movement... movements) {
        var slot = new Slot(chain + "/nonce/7", DIGEST, kind == Permission.CANCEL, GWEI, GWEI);
        var action = new Action(kind);
        List<Effect> effects = movements.length == 0
                ? List.of(new Deed(action))
                : Arrays.stream(movements)
                        .<Effect>map(move -> new Movement(action, move.amount(), move.from(), move.to()))
                        .toList();
        return new Transaction(chain, effects, new Amount(ETH, fee), List.of(slot), new FixedSignable());
    }

    static Movement move(Asset asset, String units, Account to) {
        return new Movement(Action.TRANSFER, new Amount(asset, new BigInteger(units)), OWN, to);
    }

    static Account account(String address) {
        return new Account(MAINNET, address);
    }

    private record FixedSignable() implements Signable {
        @Override
        public List<Digest32> digests() {
            return List.of(DIGEST);
        }

        @Override
        public Bytes canonical() {
            return DIGEST.bytes();
        }

        @Override
        public SignedPayload assemble(List<Bytes> signatures) {
            return new SignedPayload(signatures.getFirst(), "0x" + DIGEST.hex());
        }
    }
}
