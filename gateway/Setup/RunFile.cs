using System.Security.Cryptography;
using System.Text.Json;

namespace AIoT.Embedded.Gateway.Setup;

/// <summary><c>run.json</c>, mode 0600, while the gateway runs: where it answers, and a token by which its own commands get in.</summary>
public sealed class RunFile(string folder)
{
    private readonly string _path = Path.Combine(folder, "run.json");

    public sealed record Content(int Pid, string Url, string Token);

    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public void Write(string url) => PrivateFile.Write(_path, JsonSerializer.Serialize(new Content(Environment.ProcessId, url, Token), GatewayJson.Options) + "\n");

    public void Remove() => File.Delete(_path);

    /// <returns>Null: no gateway runs on that folder.</returns>
    public static Content? Read(string folder)
    {
        try
        {
            Content? content = JsonSerializer.Deserialize<Content>(File.ReadAllText(Path.Combine(folder, "run.json")), GatewayJson.Options);
            return content is not null && Directory.Exists($"/proc/{content.Pid}") ? content : null;
        }
        catch (Exception absent) when (absent is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
