package dev.countersign.signer.cli.prices;

import dev.countersign.signer.governance.prices.PriceTable;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.yaml.YamlFile;
import dev.countersign.signer.yaml.YamlInvalid;
import java.nio.file.Path;

/// A price table and the digest of its bytes, which are read once.
record TableFile(PriceTable table, Digest32 digest) {

    static TableFile read(Path file) throws YamlInvalid {
        var content = YamlFile.load(file).content();
        return new TableFile(PriceTable.parse(file.toString(), content), Digest32.sha256(content.toByteArray()));
    }
}
