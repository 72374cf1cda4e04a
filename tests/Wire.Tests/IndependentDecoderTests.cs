using System.Diagnostics;
using System.Text.Json;
using TestData = AIoT.Embedded.Tests.Common.TestData;

namespace AIoT.Embedded.Wire.Tests;

/// <summary>What the firmware writes means the same to a CBOR library that knows nothing of it (npm's cbor-x).</summary>
public sealed class IndependentDecoderTests
{
    // Prints each message as JSON: keys as they are, byte strings in hex.
    private const string Script = """
        const { Decoder } = require('cbor-x');
        const decoder = new Decoder({ mapsAsObjects: false, useRecords: false, int64AsType: 'number' });
        const plain = v => v instanceof Map ? Object.fromEntries([...v].map(([k, x]) => [k, plain(x)]))
          : v instanceof Uint8Array ? Buffer.from(v).toString('hex')
          : Array.isArray(v) ? v.map(plain)
          : typeof v === 'bigint' ? Number(v) : v;
        const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n');
        process.stdout.write(JSON.stringify(lines.map(line => plain(decoder.decode(Buffer.from(line, 'hex'))))));
        """;

    [SkippableFact]
    public async Task Golden_and_random_messages_mean_the_same_to_an_independent_decoder()
    {
        Skip.IfNot(Directory.Exists(TestData.InRepository("node_modules/cbor-x")), "no node_modules/cbor-x: npm ci --ignore-scripts");
        List<Reading> readings = [.. WireVectors.Messages("readings").Select(WireVectors.Reading)];
        var random = new Random(TestData.Seed);
        readings.AddRange(Enumerable.Range(0, 200).Select(_ => Samples.Reading(random)));
        JsonElement decoded = await DecodeAsync(readings.Select(Hex));

        for (int i = 0; i < readings.Count; i++)
        {
            Reading reading = readings[i];
            JsonElement message = decoded[i];
            long[] numbers = [1, reading.Epoch, reading.Seq, reading.Boot, reading.Time, reading.Uptime, reading.Sensor, reading.Flags];
            Assert.Equal(numbers, Enumerable.Range(1, 8).Select(key => Number(message, key)));
            Assert.Equal(reading.HasModel ? Convert.ToHexStringLower(reading.Model) : "", message.GetProperty("9").GetString());
            Assert.Equal(reading.Rate, Number(message, 10));
            Assert.Equal(reading.SpeedMilliHz, Number(message, 11));
            Assert.Equal(reading.Features[..reading.FeatureCount], Integers(message, 12));
            Assert.Equal(reading.Scores[..reading.ScoreCount], Integers(message, 13));
            Assert.Equal([reading.State, reading.Class, reading.Score], Integers(message, 14));
            Assert.Equal(reading.Scalars, Integers(message, 15));
            Assert.Equal(reading.Windows, message.TryGetProperty("16", out JsonElement windows) ? windows.GetInt32() : 1);
            Assert.Equal(reading.HasNovelty ? reading.Novelty : -1, message.TryGetProperty("17", out JsonElement novelty) ? novelty.GetInt32() : -1);
            Assert.Equal(15 + (reading.Windows > 1 ? 1 : 0) + (reading.HasNovelty ? 1 : 0), message.EnumerateObject().Count());
        }
    }

    private static long Number(JsonElement message, int key) => message.GetProperty($"{key}").GetInt64();

    private static int[] Integers(JsonElement message, int key) => [.. message.GetProperty($"{key}").EnumerateArray().Select(e => e.GetInt32())];

    private static string Hex(Reading reading)
    {
        byte[] buffer = new byte[WireLimits.ReadingBytes];
        return Convert.ToHexString(buffer.AsSpan(0, reading.Encode(buffer, 0)));
    }

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
