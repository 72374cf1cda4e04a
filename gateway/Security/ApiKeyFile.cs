using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Security;

/// <summary><c>api-keys.json</c> of a data folder, mode 0600. A running gateway sees changes at once.</summary>
public sealed class ApiKeyFile(string folder)
{
    public const string Name = "api-keys.json";
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    };

    private readonly Lock _gate = new();
    private IReadOnlyList<ApiKey> _keys = [];
    private DateTime _read;

    public string Path { get; } = System.IO.Path.Combine(folder, Name);

    /// <exception cref="UsageException">The file is damaged.</exception>
    public IReadOnlyList<ApiKey> Keys()
    {
        lock (_gate)
        {
            DateTime written = File.Exists(Path) ? File.GetLastWriteTimeUtc(Path) : default;
            if (written != _read)
            {
                try
                {
                    _keys = written == default ? [] : JsonSerializer.Deserialize<List<ApiKey>>(File.ReadAllText(Path), Options) ?? [];
                }
                catch (Exception wrong) when (wrong is JsonException or IOException or UnauthorizedAccessException)
                {
                    throw new UsageException($"{Path}: the API keys can't be read ({wrong.Message.ReplaceLineEndings(" ")}): put the file back from a backup, or delete it and make new keys with `aiot-gateway keys add`");
                }

                _read = written;
            }

            return _keys;
        }
    }

    /// <returns>The key: it is shown this once and kept nowhere.</returns>
    public string Add(string name, ApiRole role, TimeProvider time)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        string key = $"aiot_{id}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        Write([.. Keys(), new ApiKey(id, name, role, Hash(key), time.GetUtcNow().ToUnixTimeMilliseconds())]);
        return key;
    }

    /// <returns>False: there is no such key.</returns>
    public bool Remove(string id)
    {
        IReadOnlyList<ApiKey> left = [.. Keys().Where(key => key.Id != id)];
        bool had = left.Count < Keys().Count;
        if (had)
        {
            Write(left);
        }

        return had;
    }

    /// <returns>Null: no key of this file.</returns>
    public ApiKey? Find(string key)
    {
        string[] parts = key.Split('_');
        byte[] hash = Encoding.ASCII.GetBytes(Hash(key));
        return parts.Length == 3 ? Keys().FirstOrDefault(kept => kept.Id == parts[1] && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(kept.Hash), hash)) : null;
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private void Write(IReadOnlyList<ApiKey> keys)
    {
        Setup.PrivateFile.Write(Path, JsonSerializer.Serialize(keys, Options) + "\n");
        lock (_gate)
        {
            _read = DateTime.UnixEpoch;
        }
    }
}
