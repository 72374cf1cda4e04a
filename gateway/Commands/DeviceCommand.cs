using System.CommandLine;
using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway device claim|enrol|list|show|challenge|quarantine|release|retire|key</c>: beside a running gateway or without one.</summary>
public static class DeviceCommand
{
    private static readonly Option<string?> Data = new("--data") { Description = "The gateway's data folder (or AIOT_GATEWAY_DATA)" };

    public static Command Build() => new("device", "Boards and their trust") { Claim(), Enrol(), List(), Show(), Challenge(), Move("quarantine", "Put a board aside: its readings are kept and count for nothing"), Move("release", "Let a board out of quarantine; it is challenged"), Move("retire", "Take a board out of service for good: its key is destroyed"), Key() };

    internal static async Task<int> WithAsync(ParseResult parsed, CancellationToken stop, Func<GatewayLink, TextWriter, Task> act)
    {
        await using GatewayLink link = await GatewayLink.OpenAsync(OptionsResolver.DataFolder(parsed.GetValue(Data), Environment.GetEnvironmentVariable), stop);
        await act(link, parsed.InvocationConfiguration.Output);
        return 0;
    }

    internal static Option<string?> DataOption => Data;

    internal static string Text(JsonElement value, string name) => value.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? member.ToString() : "-";

    private static Argument<string> Name() => new("name") { Description = "The board's name on the wire" };

    private static Command Claim()
    {
        var device = new Option<string?>("--device") { Description = "The board that the code is for; without it, any" };
        var hours = new Option<double?>("--hours") { Description = "How long it may be used (24)" };
        var claim = new Command("claim", "Make a claim code by which a technician may enrol one board, once; it is shown once") { device, hours, Data };
        claim.SetAction((parsed, stop) => WithAsync(parsed, stop, async (link, output) =>
            await output.WriteLineAsync(Text(await link.SendAsync(HttpMethod.Post, "claims", new DeviceRequests.Claim(parsed.GetValue(device), parsed.GetValue(hours)), stop), "code"))));
        return claim;
    }

    private static Command Enrol()
    {
        Argument<string> name = Name();
        var identity = new Option<string?>("--identity") { Description = "What `board identity` has printed: ueid, oemid, hwmodel, key; without it the gateway makes them" };
        var hardware = new Option<string?>("--hardware") { Description = "The board's hwmodel claim, as in boards/; by default the identity's" };
        var code = new Option<string?>("--claim") { Description = "A claim code" };
        var efuse = new Option<bool>("--efuse") { Description = "The key is in eFuses, with secure boot and flash encryption on" };
        var file = new Option<string?>("--output", "-o") { Description = "Where the identity that the gateway makes is written (mode 0600): carry it to the board, then delete it" };
        var enrol = new Command("enrol", "Give a board an identity and a key") { name, identity, hardware, code, efuse, file, Data };
        enrol.SetAction((parsed, stop) => WithAsync(parsed, stop, async (link, output) =>
        {
            JsonElement told = parsed.GetValue(identity) is { } path ? Read(path) : default;
            string? Member(string member) => told.ValueKind == JsonValueKind.Object && told.TryGetProperty(member, out JsonElement value) ? value.GetString() : null;
            string? target = parsed.GetValue(file);
            if (Member("key") is null && target is null)
            {
                throw new UsageException("-o is missing: say where the identity that the gateway makes for the board is written, or give the board's own with --identity");
            }

            Free(target);
            JsonElement answer = await link.SendAsync(
                HttpMethod.Post,
                $"devices/{Uri.EscapeDataString(parsed.GetValue(name)!)}/enrol",
                new DeviceRequests.Enrol(
                    parsed.GetValue(hardware) ?? Member("hwmodel") ?? throw new UsageException("--hardware is missing: give the board's hwmodel, as in boards/"),
                    parsed.GetValue(code), Member("ueid"), Member("oemid"), Member("key"), parsed.GetValue(efuse) ? "efuse" : "software"),
                stop);
            Write(target, answer);
            await output.WriteLineAsync($"{Text(answer, "device")} {Text(answer, "standing")}, ueid {Text(answer, "ueid")}{(Text(answer, "identity") != "-" ? $", identity in {target}" : "")}");
            if (Member("firmware") is { } firmware)
            {
                await output.WriteLineAsync($"it measures firmware {firmware}: `aiot-gateway reference add firmware --hash ...` makes that a reference value");
            }
        }));
        return enrol;
    }

    private static Command List()
    {
        var list = new Command("list", "How boards stand") { Data };
        list.SetAction((parsed, stop) => WithAsync(parsed, stop, async (link, output) =>
        {
            foreach (JsonElement board in (await link.SendAsync(HttpMethod.Get, "devices/standings", null, stop)).EnumerateArray())
            {
                await output.WriteLineAsync($"{Text(board, "device"),-32} {Text(board, "standing"),-11} {Stamp(board, "sinceUtcMs")} {Text(board, "reason")}");
            }
        }));
        return list;
    }

    private static Command Show()
    {
        Argument<string> name = Name();
        var json = new Option<bool>("--json") { Description = "As the API says it" };
        var show = new Command("show", "How a board stands, and its newest attestation results") { name, json, Data };
        show.SetAction((parsed, stop) => WithAsync(parsed, stop, async (link, output) =>
        {
            string id = Uri.EscapeDataString(parsed.GetValue(name)!);
            JsonElement board = await link.SendAsync(HttpMethod.Get, $"devices/{id}/standing", null, stop), results = await link.SendAsync(HttpMethod.Get, $"devices/{id}/attestations?limit=5", null, stop);
            if (parsed.GetValue(json))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(new { board, results }, GatewayJson.Options));
                return;
            }

            await output.WriteLineAsync($"{Text(board, "device")} is {Text(board, "standing")} since {Stamp(board, "sinceUtcMs")}: {Text(board, "reason")}");
            await output.WriteLineAsync($"hardware {Text(board, "hardwareModel")}, ueid {Text(board, "ueid")}, oemid {Text(board, "oemId")}, {Text(board, "keyLevel")}, enrolled {Stamp(board, "enrolledUtcMs")} by {Text(board, "enrolledBy")}");
            foreach (JsonElement result in results.EnumerateArray())
            {
                JsonElement record = result.GetProperty("record");
                string broken = record.ValueKind == JsonValueKind.Null ? "(its term is over)"
                    : string.Join("; ", record.GetProperty("broken").EnumerateArray().Select(rule => $"{Text(rule, "rule")}: {Text(rule, "reason")}"));
                await output.WriteLineAsync($"result {Text(result, "id"),-6} {Stamp(result, "utcMs")} {(record.ValueKind == JsonValueKind.Null ? "" : Text(record, "status"))} {broken}".TrimEnd());
            }
        }));
        return show;
    }

    private static Command Challenge()
    {
        Argument<string> name = Name();
        var challenge = new Command("challenge", "Ask a board for evidence when it next speaks; wants a running gateway") { name, Data };
        challenge.SetAction((parsed, stop) => WithAsync(parsed, stop, (link, _) => link.SendAsync(HttpMethod.Post, $"devices/{Uri.EscapeDataString(parsed.GetValue(name)!)}/challenge", null, stop)));
        return challenge;
    }

    private static Command Move(string verb, string what)
    {
        Argument<string> name = Name();
        var reason = new Option<string>("--reason") { Description = "Why: it is kept in the ledger", Required = true };
        var move = new Command(verb, what) { name, reason, Data };
        move.SetAction((parsed, stop) => WithAsync(parsed, stop, async (link, output) =>
        {
            JsonElement trust = await link.SendAsync(HttpMethod.Post, $"devices/{Uri.EscapeDataString(parsed.GetValue(name)!)}/{verb}", new DeviceRequests.Why(parsed.GetValue(reason)), stop);
            await output.WriteLineAsync($"{parsed.GetValue(name)} {Text(trust, "standing")}");
        }));
        return move;
    }

    private static Command Key()
    {
        Argument<string> name = Name();
        var file = new Option<string>("--output", "-o") { Description = "Where the identity with the new key is written (mode 0600)", Required = true };
        var key = new Command("key", "Make a board's next key; the old one is good until evidence under the new one has come") { name, file, Data };
        key.SetAction((parsed, stop) => WithAsync(parsed, stop, async (link, output) =>
        {
            string target = parsed.GetValue(file)!;
            Free(target);
            JsonElement answer = await link.SendAsync(HttpMethod.Post, $"devices/{Uri.EscapeDataString(parsed.GetValue(name)!)}/key", null, stop);
            Write(target, answer);
            await output.WriteLineAsync($"{Text(answer, "device")}: identity with the new key in {target}");
        }));
        return key;
    }

    /// <summary>A key that can't be written down afterwards would be lost: looked at first.</summary>
    private static void Free(string? target)
    {
        if (target is not null && (File.Exists(target) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(target)))))
        {
            throw new UsageException($"{target}: {(File.Exists(target) ? "this file is there already" : "its folder is not there")}: give another with -o");
        }
    }

    private static void Write(string? target, JsonElement answer)
    {
        if (target is null || Text(answer, "identity") is "-")
        {
            return;
        }

        using var stream = new FileStream(target, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = PrivateFile.OwnerOnly });
        stream.Write(Convert.FromHexString(Text(answer, "identity")));
    }

    private static JsonElement Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new JsonException("no object");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new UsageException($"{path}: this is not what `board identity` prints: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static string Stamp(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement ms) && ms.ValueKind == JsonValueKind.Number && ms.GetInt64() > 0 ? $"{DateTimeOffset.FromUnixTimeMilliseconds(ms.GetInt64()):u}" : "-";
}
