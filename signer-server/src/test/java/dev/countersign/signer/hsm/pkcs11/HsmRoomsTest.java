package dev.countersign.signer.hsm.pkcs11;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The binding can sign anything, so nothing but this room may hold it. Java cannot say that of a package below
/// another; this test does.
@AnalyzeClasses(packages = "dev.countersign.signer", importOptions = DoNotIncludeTests.class)
class HsmRoomsTest {

    @ArchTest
    static final ArchRule THE_BINDING_IS_OUT_OF_REACH = classes()
            .that()
            .resideInAnyPackage("..hsm.pkcs11.cryptoki..")
            .should()
            .onlyBeAccessed()
            .byAnyPackage("..hsm.pkcs11..");

    @ArchTest
    static final ArchRule A_LOGIN_IS_OUT_OF_REACH = classes()
            .that()
            .resideInAnyPackage("..hsm.pkcs11.token..")
            .and()
            .haveNameNotMatching(".*\\.(KeyRow(\\$Certificate)?|Custody|CustodyAttribute)") // what an inventory tells
            .should()
            .onlyBeAccessed()
            .byAnyPackage("..hsm.pkcs11..");
}
