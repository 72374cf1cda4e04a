using System.Diagnostics;
using System.Text.Json;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image.Signing;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Trust.Tests.Evidence;
using AIoT.Embedded.Trust.Tests.Models;

namespace AIoT.Embedded.Trust.Tests;

/// <summary>Tokens and signatures mean the same to a CBOR library that knows nothing of the firmware (npm's cbor-x).</summary>
public sealed class IndependentDecoderTests
{
    // Prints tag, protected header, payload and proof; headers and payloads that are CBOR as JSON, byte strings in hex.
    private const string Script = """
        const { Decoder, Tag, addExtension } = require('cbor-x');
        const decoder = new Decoder({ mapsAsObjects: false, useRecords: false, int64AsType: 'number' });
        const plain = v => v instanceof Map ? Object.fromEntries([...v].map(([k, x]) => [k, plain(x)]))
          : v instanceof Uint8Array ? Buffer.from(v).toString('hex')
          : Array.isArray(v) ? v.map(plain)
          : v instanceof Tag ? { tag: v.tag, value: plain(v.value) }
          : typeof v === 'bigint' ? Number(v) : v;
        const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n');
        process.stdout.write(JSON.stringify(lines.map(line => plain(decoder.decode(Buffer.from(line, 'hex'))))));
        """;

    [SkippableFact]
    public async Task A_token_and_a_signature_mean_the_same_to_an_independent_decoder()
    {
        Skip.IfNot(Directory.Exists(TestData.InRepository("node_modules/cbor-x")), "no node_modules/cbor-x: npm ci --ignore-scripts");
        EvidenceClaims claims = SampleEvidence.Claims();
        byte[] token = SampleEvidence.Token(SampleEvidence.Encode(claims));
        using SigningKey key = SigningKey.Create();
        byte[] signed = ModelSigner.Sign(SignedImages.Image(), key);
        ModelImage image = ModelImage.Parse(signed, signed.Length);
        JsonElement outer = await DecodeAsync([Hex(token), Hex(signed[image.SignatureOffset..])]);

        Assert.Equal(17, outer[0].GetProperty("tag").GetInt32());
        Assert.Equal(18, outer[1].GetProperty("tag").GetInt32());
        JsonElement mac = outer[0].GetProperty("value"), sign = outer[1].GetProperty("value");
        Assert.Equal("{}", mac[1].GetRawText());
        Assert.Equal("{}", sign[1].GetRawText());
        Assert.Equal(Hex(image.ComputeHash()), sign[2].GetString());
        Assert.Equal(64, mac[3].GetString()!.Length);
        Assert.Equal(128, sign[3].GetString()!.Length);

        JsonElement inner = await DecodeAsync([mac[0].GetString()!, mac[2].GetString()!, sign[0].GetString()!]);
        Assert.Equal("""{"1":5}""", inner[0].GetRawText());
        JsonElement told = inner[1];
        Assert.Equal(["10", "256", "258", "259", "261", "263", "267", "268", "270", "271", "273"], told.EnumerateObject().Select(claim => claim.Name));
        Assert.Equal(Hex(claims.Nonce), told.GetProperty("10").GetString());
        Assert.Equal(Hex(claims.Ueid), told.GetProperty("256").GetString());
        Assert.Equal(Hex("esp32-devkitc"u8.ToArray()), told.GetProperty("259").GetString());
        Assert.Equal(86_400, told.GetProperty("261").GetInt32());
        Assert.Equal("0.1.0", told.GetProperty("271")[0].GetString());
        Assert.Equal(60, told.GetProperty("273")[0][0].GetInt32());
        JsonElement measured = (await DecodeAsync([told.GetProperty("273")[0][1].GetString()!]))[0];
        Assert.Equal([Hex(claims.FirmwareHash), Hex(claims.ModelHash), Hex(claims.ConfigurationHash)], Enumerable.Range(1, 3).Select(i => measured.GetProperty($"{i}").GetString()));

        JsonElement header = inner[2];
        Assert.Equal(-7, header.GetProperty("1").GetInt32());
        Assert.Equal(Hex(ModelSignature.KeyId(key.Public)), header.GetProperty("4").GetString());
        Assert.Equal(-16, header.GetProperty("258").GetInt32());
        JsonElement statement = header.GetProperty("-65537");
        Assert.Equal("pump", statement.GetProperty("1").GetString());
        Assert.Equal(3, statement.GetProperty("2").GetInt32());
        Assert.Equal([1, 1, 1, (int)ModelKind.Distance], statement.GetProperty("3").EnumerateArray().Select(e => e.GetInt32()));
        Assert.Equal("01020304", statement.GetProperty("4").GetString());
        Assert.Equal(Hex(image.CopyCalibrationHash()), statement.GetProperty("5").GetString());
        Assert.Equal((int)SplitKind.ByUnit, statement.GetProperty("6").GetInt32());
        Assert.Equal(Hex(image.CopySourceHash()), statement.GetProperty("7").GetString());
        Assert.Equal("aiot-model 0.1", statement.GetProperty("8").GetString());
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static async Task<JsonElement> DecodeAsync(IEnumerable<string> messages)
    {
        var start = new ProcessStartInfo("node", ["-e", Script]) { WorkingDirectory = TestData.Root, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new SkipException("no node");
        }

        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(string.Join('\n', messages));
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await errors);
            return JsonDocument.Parse(await output).RootElement;
        }
    }
}
