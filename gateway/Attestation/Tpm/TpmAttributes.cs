using System.Formats.Asn1;

namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>What an endorsement key's certificate says of its TPM: a directory name in the subject's alternative name (TCG EK Credential Profile, 3.1.2).</summary>
/// <param name="Manufacturer">Attribute 2.23.133.2.1: <c>id:</c> and the maker's number in hex.</param>
/// <param name="Model">Attribute 2.23.133.2.2.</param>
/// <param name="Version">Attribute 2.23.133.2.3: the firmware's, in hex.</param>
public sealed record TpmAttributes(string Manufacturer, string Model, string Version)
{
    private const int LongestWord = 64;
    private static readonly Asn1Tag DirectoryName = new(TagClass.ContextSpecific, 4, isConstructed: true);

    /// <summary>Reads an alternative name's value.</summary>
    /// <returns>Null: it is none, or says less than the three.</returns>
    public static TpmAttributes? Read(byte[] alternativeName)
    {
        try
        {
            Dictionary<string, string> said = [];
            AsnReader names = new AsnReader(alternativeName, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (names.PeekTag() != DirectoryName)
                {
                    names.ReadEncodedValue();
                    continue;
                }

                AsnReader name = names.ReadSequence(DirectoryName).ReadSequence();
                while (name.HasData)
                {
                    // One attribute a set, or all in one: both are found.
                    AsnReader set = name.ReadSetOf(skipSortOrderValidation: true);
                    while (set.HasData)
                    {
                        AsnReader attribute = set.ReadSequence();
                        string id = attribute.ReadObjectIdentifier();
                        said[id] = attribute.PeekTag().TagValue switch
                        {
                            (int)UniversalTagNumber.UTF8String => attribute.ReadCharacterString(UniversalTagNumber.UTF8String),
                            (int)UniversalTagNumber.PrintableString => attribute.ReadCharacterString(UniversalTagNumber.PrintableString),
                            _ => "",
                        };
                    }
                }
            }

            return Word("2.23.133.2.1") is { } maker && Word("2.23.133.2.2") is { } model && Word("2.23.133.2.3") is { } version ? new TpmAttributes(maker, model, version) : null;

            string? Word(string id) => said.GetValueOrDefault(id) is { Length: > 0 and <= LongestWord } word && !word.Any(char.IsControl) ? word : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>In words.</summary>
    public override string ToString() => $"{Manufacturer} {Model} {Version}";
}
