using System.CommandLine;
using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Releases;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway model add|list|offer|status|stop|key</c>: models for boards.</summary>
public static class ModelCommand
{
    public static Command Build() => new("model", "Models for boards") { Add(), List(), Offer(), Status(), Stop(), Key() };

    private static Command Add()
    {
        var image = new Argument<string>("image") { Description = "A model image, signed with `aiot-model sign`" };
        var add = new Command("add", "Take a signed model image; it becomes a reference value") { image, DeviceCommand.DataOption };
        add.SetAction((parsed, stop) => DeviceCommand.WithAsync(parsed, stop, async (link, output) =>
        {
            string path = parsed.GetValue(image)!;
            if (new FileInfo(path) is not { Exists: true, Length: <= WireLimits.ModelFileBytes })
            {
                throw new UsageException($"{path}: there is no such file, or it is larger than a model image can be");
            }

            JsonElement model = await link.SendAsync(HttpMethod.Post, "models", new ByteArrayContent(await File.ReadAllBytesAsync(path, stop)) { Headers = { ContentType = new("application/octet-stream") } }, stop);
            await output.WriteLineAsync(Line(model));
        }));
        return add;
    }

    private static Command List()
    {
        var list = new Command("list", "List models, and what boards run") { DeviceCommand.DataOption };
        list.SetAction((parsed, stop) => DeviceCommand.WithAsync(parsed, stop, async (link, output) =>
        {
            JsonElement all = await link.SendAsync(HttpMethod.Get, "models", null, stop);
            JsonElement[] models = [.. all.GetProperty("models").EnumerateArray()];
            foreach (JsonElement model in models)
            {
                await output.WriteLineAsync(Line(model));
            }

            foreach (JsonElement board in all.GetProperty("boards").EnumerateArray())
            {
                string active = DeviceCommand.Text(board, "active");
                JsonElement known = models.FirstOrDefault(model => DeviceCommand.Text(model, "hash") == active);
                string name = known.ValueKind == JsonValueKind.Undefined ? active : $"{DeviceCommand.Text(known, "model")} {DeviceCommand.Text(known, "version")}";
                await output.WriteLineAsync($"board {DeviceCommand.Text(board, "device"),-32} {DeviceCommand.Text(board, "state"),-10} {name} {DeviceCommand.Text(board, "refusal")}".TrimEnd());
            }
        }));
        return list;
    }

    private static Command Offer()
    {
        var model = new Argument<string>("model") { Description = "Hash or its beginning, ID@VERSION, or an id: its newest version" };
        var to = new Option<string[]>("--to") { Description = "A board; several times for several", AllowMultipleArgumentsPerToken = true };
        var machine = new Option<string?>("--machine") { Description = "The boards of a machine" };
        var all = new Option<bool>("--all") { Description = "All boards that machines name or that are enrolled" };
        var canary = new Option<int>("--canary") { Description = "So many boards first; the others when all of these trust the model" };
        var offer = new Command("offer", "Offer a model to boards; stops at the first refusal or crash loop") { model, to, machine, all, canary, DeviceCommand.DataOption };
        offer.SetAction((parsed, stop) => DeviceCommand.WithAsync(parsed, stop, async (link, output) => await WriteAsync(output, await link.SendAsync(
            HttpMethod.Post, "offers", new ReleaseRequests.Offer(parsed.GetValue(model), parsed.GetValue(to) ?? [], parsed.GetValue(machine), parsed.GetValue(all), parsed.GetValue(canary)), stop))));
        return offer;
    }

    private static Command Status()
    {
        var id = new Argument<long?>("id") { Description = "An offer; without it the newest ones", Arity = ArgumentArity.ZeroOrOne };
        var status = new Command("status", "How far offers have come, board by board") { id, DeviceCommand.DataOption };
        status.SetAction((parsed, stop) => DeviceCommand.WithAsync(parsed, stop, async (link, output) =>
        {
            JsonElement told = await link.SendAsync(HttpMethod.Get, parsed.GetValue(id) is { } one ? $"offers/{one}" : "offers?limit=5", null, stop);
            foreach (JsonElement offer in told.ValueKind == JsonValueKind.Array ? told.EnumerateArray().ToArray() : [told])
            {
                await WriteAsync(output, offer);
            }
        }));
        return status;
    }

    private static Command Stop()
    {
        var id = new Argument<long>("id") { Description = "An offer, as `model status` shows it" };
        var reason = new Option<string>("--reason") { Description = "Why: it is kept in the ledger", Required = true };
        var stop = new Command("stop", "Stop an offer: boards that have not begun are not offered it") { id, reason, DeviceCommand.DataOption };
        stop.SetAction((parsed, cancel) => DeviceCommand.WithAsync(parsed, cancel, async (link, output) =>
            await WriteAsync(output, await link.SendAsync(HttpMethod.Post, $"offers/{parsed.GetValue(id)}/stop", new DeviceRequests.Why(parsed.GetValue(reason)), cancel))));
        return stop;
    }

    private static Command Key()
    {
        var file = new Argument<string>("file") { Description = "A public key in PEM, as `aiot-model keygen` makes it" };
        var name = new Option<string?>("--name") { Description = "Whose it is; by default the file's name" };
        var add = new Command("add", "Trust a key for models") { file, name, DeviceCommand.DataOption };
        add.SetAction((parsed, stop) => DeviceCommand.WithAsync(parsed, stop, async (link, output) =>
        {
            string path = parsed.GetValue(file)!;
            string pem = File.Exists(path) && new FileInfo(path).Length < 8192 ? await File.ReadAllTextAsync(path, stop) : throw new UsageException($"{path}: there is no such key file");
            await output.WriteLineAsync(KeyLine(await link.SendAsync(HttpMethod.Post, "models/keys", new ReleaseRequests.Key(pem, parsed.GetValue(name) ?? Path.GetFileName(path)), stop)));
        }));
        var list = new Command("list", "List the keys for models") { DeviceCommand.DataOption };
        list.SetAction((parsed, stop) => DeviceCommand.WithAsync(parsed, stop, async (link, output) =>
        {
            foreach (JsonElement key in (await link.SendAsync(HttpMethod.Get, "models", null, stop)).GetProperty("keys").EnumerateArray())
            {
                await output.WriteLineAsync(KeyLine(key));
            }
        }));
        var id = new Argument<string>("id") { Description = "As `model key list` shows it" };
        var remove = new Command("remove", "Trust a key for models no longer") { id, DeviceCommand.DataOption };
        remove.SetAction((parsed, stop) => DeviceCommand.WithAsync(parsed, stop, (link, _) => link.SendAsync(HttpMethod.Delete, $"models/keys/{Uri.EscapeDataString(parsed.GetValue(id)!)}", null, stop)));
        return new Command("key", "Keys that may have signed models") { add, list, remove };
    }

    private static string KeyLine(JsonElement key) => $"{DeviceCommand.Text(key, "id")}  {DeviceCommand.Text(key, "name")}";

    private static string Line(JsonElement model) => $"{DeviceCommand.Text(model, "model")} {DeviceCommand.Text(model, "version")}  {DeviceCommand.Text(model, "hash")}  {DeviceCommand.Text(model, "bytes")} bytes";

    private static async Task WriteAsync(TextWriter output, JsonElement offer)
    {
        await output.WriteLineAsync($"offer {DeviceCommand.Text(offer, "id")}: {DeviceCommand.Text(offer, "model")} {DeviceCommand.Text(offer, "version")} {DeviceCommand.Text(offer, "state")} {DeviceCommand.Text(offer, "reason")}".TrimEnd());
        foreach (JsonElement board in offer.GetProperty("boards").EnumerateArray())
        {
            await output.WriteLineAsync($"  {DeviceCommand.Text(board, "device"),-32} {DeviceCommand.Text(board, "state"),-10} {(board.GetProperty("canary").GetBoolean() ? "canary " : "")}{DeviceCommand.Text(board, "detail")}".TrimEnd());
        }
    }
}
