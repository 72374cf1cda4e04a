using System.Text.Json;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Trust.Tests.Evidence;

/// <summary>Claims and tokens as the evidence contract writes them.</summary>
public sealed class EvidenceCodecTests
{
    [Fact]
    public void The_golden_tokens_are_these_bytes()
    {
        JsonElement vectors = JsonDocument.Parse(File.ReadAllText(TestData.InRepository("tests/vectors/evidence/tokens.json"))).RootElement;
        byte[] key = Convert.FromHexString(vectors.GetProperty("key").GetString()!);
        Assert.Equal(2, vectors.GetProperty("tokens").GetArrayLength());
        foreach (JsonElement vector in vectors.GetProperty("tokens").EnumerateArray())
        {
            EvidenceClaims claims = FromJson(vector.GetProperty("claims"));
            byte[] payload = SampleEvidence.Encode(claims);
            Assert.Equal(vector.GetProperty("payload").GetString(), Convert.ToHexStringLower(payload));
            Assert.Equal(vector.GetProperty("token").GetString(), Convert.ToHexStringLower(SampleEvidence.Token(payload, key)));
        }

        foreach (JsonElement vector in vectors.GetProperty("challenges").EnumerateArray())
        {
            var challenge = new Challenge { Id = vector.GetProperty("id").GetUInt32() };
            byte[] nonce = Convert.FromHexString(vector.GetProperty("nonce").GetString()!);
            nonce.CopyTo(challenge.Nonce, 0);
            challenge.NonceLength = nonce.Length;
            var buffer = new byte[128];
            int length = challenge.Encode(buffer, 0);
            Assert.Equal(vector.GetProperty("hex").GetString(), Convert.ToHexStringLower(buffer.AsSpan(0, length)));
            var read = new Challenge();
            Assert.True(read.TryDecode(buffer, 0, length), read.Reason);
            Assert.Equal(challenge.Id, read.Id);
            Assert.Equal(nonce, read.Nonce[..read.NonceLength]);
        }
    }

    [Fact]
    public void What_is_written_is_read_and_written_again_the_same()
    {
        byte[] payload = SampleEvidence.Encode(SampleEvidence.Claims());
        var read = new EvidenceClaims();
        Assert.True(read.TryDecode(payload, 0, payload.Length), read.Reason);
        Assert.Equal(payload, SampleEvidence.Encode(read));
        Assert.Equal("esp32-devkitc", read.HardwareModel);
        Assert.Equal(7, read.BootCount);
        Assert.Equal(SampleEvidence.Claims().ModelHash, read.ModelHash);
    }

    [Fact]
    public void Claims_of_the_wrong_form_are_refused_with_their_reason()
    {
        Refused("a nonce is 16 to 64 bytes", c => c.Nonce = new byte[15], "nonce is too short");
        Refused("a nonce is 16 to 64 bytes", c => c.Nonce = new byte[65], "a value is out of range");
        Refused("ueid", c => c.Ueid = new byte[6], "ueid is too short");
        Refused("oemid", c => c.OemId = new byte[15], "oemid is too short");
        Refused("hwmodel", c => c.HardwareModel = "", "hwmodel is empty");
        Refused("hwmodel", c => c.HardwareModel = "a\u0001", "hwmodel is not printable ASCII");
        Refused("dbgstat", c => c.DebugStatus = 5, "a value is out of range");
        Refused("bootseed", c => c.BootSeed = new byte[7], "bootseed is too short");
        Refused("measurements", c => c.FirmwareHash = new byte[31], "the firmware's measurement is too short");
        Refused("measurements", c => c.ModelHash = new byte[20], "a measurement is not a SHA-256");
    }

    [Fact]
    public void No_damage_to_a_token_is_accepted_and_none_throws()
    {
        var random = new Random(TestData.Seed);
        byte[] token = SampleEvidence.Token(SampleEvidence.Encode(SampleEvidence.Claims()));
        var message = new CoseMessage();
        var claims = new EvidenceClaims();
        var key = new SoftwareKeyProvider(SampleEvidence.Key);
        Assert.True(message.TryRead(token, 0, token.Length, CoseLimits.Mac0Tag) && CoseMac0.Verify(message, key, null));
        for (int i = 0; i < (TestData.LongMode ? 1_000_000 : 20_000); i++)
        {
            byte[] damaged = Damage(token, random);
            if (damaged.AsSpan().SequenceEqual(token))
            {
                continue;
            }

            bool accepted = message.TryRead(damaged, 0, damaged.Length, CoseLimits.Mac0Tag) && CoseMac0.Verify(message, key, null);
            Assert.False(accepted, $"seed {TestData.Seed}: {Convert.ToHexString(damaged)}");
            if (message.Reason is null)
            {
                claims.TryDecode(damaged, message.PayloadOffset, message.PayloadLength);
            }
        }
    }

    [Fact]
    public void Random_payloads_never_throw_and_what_is_read_is_written_the_same()
    {
        var random = new Random(TestData.Seed);
        byte[] payload = SampleEvidence.Encode(SampleEvidence.Claims());
        var claims = new EvidenceClaims();
        for (int i = 0; i < (TestData.LongMode ? 1_000_000 : 20_000); i++)
        {
            byte[] damaged = Damage(payload, random);
            if (claims.TryDecode(damaged, 0, damaged.Length))
            {
                byte[] again = SampleEvidence.Encode(claims);
                var second = new EvidenceClaims();
                Assert.True(second.TryDecode(again, 0, again.Length), $"seed {TestData.Seed}: {Convert.ToHexString(damaged)}: {second.Reason}");
            }
        }
    }

    internal static byte[] Damage(byte[] bytes, Random random)
    {
        List<byte> damaged = [.. bytes];
        for (int j = random.Next(1, 4); j > 0; j--)
        {
            int at = random.Next(damaged.Count);
            switch (random.Next(5))
            {
                case 0:
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 2:
                    damaged.RemoveRange(at, random.Next(Math.Min(8, damaged.Count - at)));
                    break;
                case 3:
                    damaged.InsertRange(at, Enumerable.Range(0, random.Next(1, 5)).Select(_ => (byte)random.Next(256)));
                    break;
                default:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
            }

            if (damaged.Count == 0)
            {
                break;
            }
        }

        return [.. damaged];
    }

    private static void Refused(string what, Action<EvidenceClaims> change, string reason)
    {
        EvidenceClaims claims = SampleEvidence.Claims();
        change(claims);
        byte[] payload = SampleEvidence.Encode(claims);
        var read = new EvidenceClaims();
        Assert.False(read.TryDecode(payload, 0, payload.Length), what);
        Assert.Equal(reason, read.Reason);
    }

    private static EvidenceClaims FromJson(JsonElement v)
    {
        var claims = new EvidenceClaims
        {
            Nonce = Hex(v, "nonce"),
            Ueid = Hex(v, "ueid"),
            OemId = Hex(v, "oemid"),
            HardwareModel = v.GetProperty("hwmodel").GetString(),
            UptimeSeconds = v.GetProperty("uptime").GetInt64(),
            DebugStatus = v.GetProperty("dbgstat").GetInt32(),
            BootCount = v.GetProperty("bootcount").GetInt64(),
            BootSeed = Hex(v, "bootseed"),
            SoftwareName = v.GetProperty("swname").GetString(),
            SoftwareVersion = v.GetProperty("swversion").GetString(),
            FirmwareHash = Hex(v, "firmware"),
            ModelHash = Hex(v, "model"),
            ConfigurationHash = Hex(v, "configuration"),
        };
        return claims;
    }

    private static byte[]? Hex(JsonElement v, string name) => v.TryGetProperty(name, out JsonElement hex) ? Convert.FromHexString(hex.GetString()!) : null;
}
