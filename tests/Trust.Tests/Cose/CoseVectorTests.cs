using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Trust.Tests.Cose;

/// <summary>The COSE working group's own examples.</summary>
public sealed class CoseVectorTests
{
    /// <summary>This project is stricter than COSE: the algorithm stands in the protected header, the tag is there, the algorithm is HMAC 256/256 or ES256.</summary>
    [SkippableTheory]
    [InlineData("mac0-tests/HMac-01", true)]
    [InlineData("hmac-examples/HMac-enc-01", true)]
    [InlineData("mac0-tests/mac-fail-01", false)]
    [InlineData("mac0-tests/mac-fail-02", false)]
    [InlineData("mac0-tests/mac-fail-03", false)]
    [InlineData("mac0-tests/mac-fail-04", false)]
    [InlineData("mac0-tests/mac-fail-06", false)]
    [InlineData("mac0-tests/mac-fail-07", false)]
    [InlineData("mac0-tests/mac-pass-01", false)]
    [InlineData("mac0-tests/mac-pass-02", false)]
    [InlineData("mac0-tests/mac-pass-03", false)]
    public void Mac0_examples(string name, bool accepted)
    {
        JsonElement example = Load(name);
        JsonElement input = example.GetProperty("input").GetProperty("mac0");
        byte[] key = Base64Url.DecodeFromChars(input.GetProperty("recipients")[0].GetProperty("key").GetProperty("k").GetString());
        byte[] bytes = Bytes(example);
        var message = new CoseMessage();
        bool read = message.TryRead(bytes, 0, bytes.Length, CoseLimits.Mac0Tag);
        Assert.Equal(accepted, read && CoseMac0.Verify(message, new SoftwareKeyProvider(key), External(input)));
        if (accepted)
        {
            Assert.Equal("This is the content.", Encoding.ASCII.GetString(bytes, message.PayloadOffset, message.PayloadLength));
            var sealedAgain = new byte[256];
            int length = CoseMac0.Seal(new SoftwareKeyProvider(key), bytes, message.PayloadOffset, message.PayloadLength, sealedAgain);
            Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(sealedAgain.AsSpan(0, length)));
        }
    }

    [SkippableTheory]
    [InlineData("ecdsa-examples/ecdsa-sig-01", true)]
    [InlineData("ecdsa-examples/ecdsa-sig-02", false)]
    [InlineData("ecdsa-examples/ecdsa-sig-03", false)]
    [InlineData("ecdsa-examples/ecdsa-sig-04", false)]
    [InlineData("sign1-tests/sign-fail-01", false)]
    [InlineData("sign1-tests/sign-fail-02", false)]
    [InlineData("sign1-tests/sign-fail-03", false)]
    [InlineData("sign1-tests/sign-fail-04", false)]
    [InlineData("sign1-tests/sign-fail-06", false)]
    [InlineData("sign1-tests/sign-fail-07", false)]
    [InlineData("sign1-tests/sign-pass-01", false)]
    [InlineData("sign1-tests/sign-pass-02", true)]
    [InlineData("sign1-tests/sign-pass-03", false)]
    public void Sign1_examples(string name, bool accepted)
    {
        JsonElement example = Load(name);
        JsonElement input = example.GetProperty("input").GetProperty("sign0");
        JsonElement key = input.GetProperty("key");
        byte[] point = [.. Base64Url.DecodeFromChars(key.GetProperty("x").GetString()), .. Base64Url.DecodeFromChars(key.GetProperty("y").GetString())];
        byte[] bytes = Bytes(example);
        var message = new CoseMessage();
        bool read = message.TryRead(bytes, 0, bytes.Length, CoseLimits.Sign1Tag);
        Assert.Equal(accepted, read && CoseSign1.Verify(message, point, External(input)));
    }

    private static byte[]? External(JsonElement input) => input.TryGetProperty("external", out JsonElement hex) ? Convert.FromHexString(hex.GetString()!) : null;

    private static byte[] Bytes(JsonElement example) => Convert.FromHexString(example.GetProperty("output").GetProperty("cbor").GetString()!);

    private static JsonElement Load(string name) => JsonDocument.Parse(File.ReadAllText(TestData.Shared($"attest/cose_examples/{name}.json"))).RootElement;
}
