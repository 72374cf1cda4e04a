using System.CommandLine;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway keys add|list|remove</c>; a running gateway sees the change at once.</summary>
public static class KeysCommand
{
    public static Command Build()
    {
        var data = new Option<string?>("--data") { Description = "The gateway's data folder (or AIOT_GATEWAY_DATA)" };
        var role = new Option<string>("--role") { Description = "viewer, technician or admin", Required = true };
        var name = new Option<string>("--name") { Description = "Whose it is", Required = true };
        var add = new Command("add", "Make an API key and show it once") { data, role, name };
        add.SetAction((parsed, _) =>
        {
            ApiRole wanted = parsed.GetValue(role) switch
            {
                "viewer" => ApiRole.Viewer,
                "technician" => ApiRole.Technician,
                "admin" => ApiRole.Admin,
                { } other => throw new UsageException($"--role {other}: use viewer, technician or admin"),
                null => throw new UsageException("--role is missing"),
            };
            string key = File(parsed.GetValue(data)).Add(parsed.GetValue(name)!, wanted, TimeProvider.System);
            parsed.InvocationConfiguration.Output.WriteLine($"{key}\nshown this once: only its hash is kept");
            return Task.FromResult(0);
        });
        var list = new Command("list", "List the keys: id, role, name, when it was made") { data };
        list.SetAction((parsed, _) =>
        {
            foreach (ApiKey key in File(parsed.GetValue(data)).Keys())
            {
                parsed.InvocationConfiguration.Output.WriteLine($"{key.Id}  {key.Role.ToString().ToLowerInvariant(),-10}  {DateTimeOffset.FromUnixTimeMilliseconds(key.CreatedUtcMs):u}  {key.Name}");
            }

            return Task.FromResult(0);
        });
        var id = new Argument<string>("id") { Description = "As `keys list` shows it" };
        var remove = new Command("remove", "Take a key away; pages that it opened end with it") { id, data };
        remove.SetAction((parsed, _) => File(parsed.GetValue(data)).Remove(parsed.GetValue(id)!)
            ? Task.FromResult(0)
            : throw new UsageException($"{parsed.GetValue(id)}: there is no such key: see `aiot-gateway keys list`"));
        return new Command("keys", "API keys") { add, list, remove };
    }

    private static ApiKeyFile File(string? data)
    {
        string folder = OptionsResolver.DataFolder(data, Environment.GetEnvironmentVariable);
        return Directory.Exists(folder) ? new ApiKeyFile(folder) : throw new UsageException($"{folder}: there is no such data folder: make it with `aiot-gateway init`");
    }
}
