using System.CommandLine;
using System.Text.Json;
using AIoT.Embedded.Gateway.Devices;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway reference add|list|remove</c>: what boards may run.</summary>
public static class ReferenceCommand
{
    public static Command Build()
    {
        Option<string?> data = DeviceCommand.DataOption;
        var kind = new Argument<string>("kind") { Description = "firmware, model or configuration" };
        var name = new Option<string>("--name") { Description = "Of the release: the firmware's swname (AIoT.Embedded.Node), the model's id", Required = true };
        var version = new Option<string>("--release") { Description = "Its version: the firmware's swversion, the model's version", Required = true };
        var hash = new Option<string>("--hash") { Description = "SHA-256, 64 hexadecimal digits", Required = true };
        var hardware = new Option<string?>("--hardware") { Description = "Only for boards of this hwmodel" };
        var add = new Command("add", "Add a reference value; boards are asked again") { kind, name, version, hash, hardware, data };
        add.SetAction((parsed, stop) => DeviceCommand.WithAsync(parsed, stop, async (link, output) =>
        {
            JsonElement value = await link.SendAsync(
                HttpMethod.Post, "references", new DeviceRequests.Reference(parsed.GetValue(kind), parsed.GetValue(name), parsed.GetValue(version), parsed.GetValue(hash), parsed.GetValue(hardware)), stop);
            await output.WriteLineAsync(Line(value));
        }));
        var list = new Command("list", "List the reference values") { data };
        list.SetAction((parsed, stop) => DeviceCommand.WithAsync(parsed, stop, async (link, output) =>
        {
            foreach (JsonElement value in (await link.SendAsync(HttpMethod.Get, "references", null, stop)).EnumerateArray())
            {
                await output.WriteLineAsync(Line(value));
            }
        }));
        var id = new Argument<long>("id") { Description = "As `reference list` shows it" };
        var remove = new Command("remove", "Take a reference value away; boards are asked again") { id, data };
        remove.SetAction((parsed, stop) => DeviceCommand.WithAsync(parsed, stop, async (link, output) =>
            await output.WriteLineAsync($"removed {Line(await link.SendAsync(HttpMethod.Delete, $"references/{parsed.GetValue(id)}", null, stop))}")));
        return new Command("reference", "Reference values: what boards may run") { add, list, remove };
    }

    private static string Line(JsonElement value) =>
        $"{DeviceCommand.Text(value, "id"),-4} {DeviceCommand.Text(value, "kind"),-13} {DeviceCommand.Text(value, "name")} {DeviceCommand.Text(value, "version")}  {DeviceCommand.Text(value, "hash")}  {DeviceCommand.Text(value, "hardware")}".TrimEnd();
}
