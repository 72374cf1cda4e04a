using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ensemble;

namespace AIoT.Embedded.Gateway.Models;

/// <summary>
/// The gateway's own models: <c>ensemble/registry.json</c> in the data folder, and their files beside it under their hashes. A running
/// gateway sees a change within a second.
/// </summary>
public sealed partial class ModelRegistry
{
    /// <summary>Its folder in the data folder.</summary>
    public const string Folder = "ensemble";

    /// <summary>Models at once: each holds a thread and its session.</summary>
    public const int Most = 8;

    public const long MostBytes = 64 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private readonly string _folder;

    public ModelRegistry(string dataFolder) => _folder = Path.Combine(dataFolder, Folder);

    private string ListFile => Path.Combine(_folder, "registry.json");

    /// <summary>Changes whenever the list does.</summary>
    public (long Ticks, long Length) Stamp => new FileInfo(ListFile) is { Exists: true } file ? (file.LastWriteTimeUtc.Ticks, file.Length) : (0, 0);

    public string PathOf(RegisteredModel model) => Path.Combine(_folder, model.File + ".onnx");

    /// <summary>Those that are at work.</summary>
    /// <exception cref="UsageException">The list is damaged.</exception>
    public IReadOnlyList<RegisteredModel> Load() => [.. LoadAll().Where(model => model.Role is not (ModelRole.Retired or ModelRole.Told))];

    /// <summary>With those that were taken off, and those that the setting <c>model</c> has given.</summary>
    /// <exception cref="UsageException">The list is damaged.</exception>
    public IReadOnlyList<RegisteredModel> LoadAll()
    {
        if (!File.Exists(ListFile))
        {
            return [];
        }

        try
        {
            List<RegisteredModel> models = JsonSerializer.Deserialize<List<RegisteredModel>>(File.ReadAllText(ListFile), Json) ?? [];
            return models.All(model => HashPattern().IsMatch(model.File ?? "") && model.Classes is not null && model.Machines is not null)
                ? models
                : throw new UsageException($"{ListFile}: an entry lacks its file's hash, classes or machines: put the file back from a backup, or remove it to begin anew");
        }
        catch (JsonException wrong)
        {
            throw new UsageException($"{ListFile}:{wrong.LineNumber + 1}: this is no list of models: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Copies a model's file in and lists it.</summary>
    /// <param name="version">0: one above the highest of the name.</param>
    public RegisteredModel Add(string path, byte[] bytes, RegisteredModel model)
    {
        List<RegisteredModel> all = [.. LoadAll()];
        RegisteredModel added = model with { Version = model.Version > 0 ? model.Version : all.Where(other => other.Name == model.Name).Select(other => other.Version).DefaultIfEmpty(0).Max() + 1 };
        if (!NamePattern().IsMatch(added.Name))
        {
            throw new UsageException($"--name {added.Name}: use 1 to 32 characters of a-z 0-9 -");
        }

        if (all.Any(other => (other.Name, other.Version) == (added.Name, added.Version)))
        {
            throw new UsageException($"{path}: {added.Name} {added.Version} is there already, or was: give another --version-number");
        }

        if (all.Count(model => model.Role is not (ModelRole.Retired or ModelRole.Told)) >= Most)
        {
            throw new UsageException($"{path}: {Most} models are there already, and each holds a thread and memory: remove one first");
        }

        Directory.CreateDirectory(_folder);
        Write(PathOf(added), bytes);
        Save(Demoted(all, added).Append(added));
        return added;
    }

    /// <summary>
    /// Keeps the model of the setting <c>model</c> under its hash beside the listed ones, so that what it counts in can be explained and
    /// replayed when the setting, or the file, is another one.
    /// </summary>
    /// <returns>Its entry: the one of the same file over single windows where there is one.</returns>
    public RegisteredModel Keep(string path, byte[] bytes, long utcMs)
    {
        IReadOnlyList<RegisteredModel> all = LoadAll();
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (all.Where(model => model.File == hash && model.Input == ModelInput.Window).OrderBy(model => model.Role == ModelRole.Retired).FirstOrDefault() is { } known)
        {
            if (!File.Exists(PathOf(known)))
            {
                Write(PathOf(known), bytes);
            }

            return known;
        }

        string name = NotNamePattern().Replace(Path.GetFileNameWithoutExtension(path).ToLowerInvariant(), "-");
        name = name.Length == 0 ? "model" : name[..Math.Min(name.Length, 32)];
        int version = all.Where(other => other.Name == name).Select(other => other.Version).DefaultIfEmpty(0).Max() + 1;
        var kept = new RegisteredModel(name, version, hash, ModelRole.Told, ModelInput.Window, [], 0, [], utcMs);
        Directory.CreateDirectory(_folder);
        Write(PathOf(kept), bytes);
        Save(all.Append(kept));
        return kept;
    }

    /// <summary>Makes a model the champion; the one before becomes a shadow.</summary>
    public RegisteredModel Promote(string name, int version)
    {
        IReadOnlyList<RegisteredModel> all = LoadAll();
        RegisteredModel promoted = Find(all, name, version) with { Role = ModelRole.Champion };
        Save(Demoted(all, promoted).Select(model => (model.Name, model.Version) == (name, version) ? promoted : model));
        return promoted;
    }

    /// <summary>Takes a model off the list. Its entry and file stay, for decisions that it counted in.</summary>
    public void Remove(string name, int version)
    {
        IReadOnlyList<RegisteredModel> all = LoadAll();
        RegisteredModel removed = Find(all, name, version);
        Save(all.Select(model => model == removed ? model with { Role = ModelRole.Retired } : model));
    }

    private static IEnumerable<RegisteredModel> Demoted(IEnumerable<RegisteredModel> all, RegisteredModel champion) =>
        all.Select(model => champion.Role == ModelRole.Champion && model.Role == ModelRole.Champion ? model with { Role = ModelRole.Shadow } : model);

    private static RegisteredModel Find(IReadOnlyList<RegisteredModel> all, string name, int version) =>
        all.FirstOrDefault(model => model.Name == name && model.Version == version && model.Role != ModelRole.Retired)
        ?? throw new UsageException($"{name} {version}: there is no such model: see `aiot-gateway ensemble list`");

    private void Save(IEnumerable<RegisteredModel> models) => Write(ListFile, JsonSerializer.SerializeToUtf8Bytes(models.ToArray(), Json));

    /// <summary>All of it or nothing: a gateway may be reading.</summary>
    private static void Write(string path, byte[] bytes)
    {
        string beside = path + ".new";
        File.WriteAllBytes(beside, bytes);
        File.Move(beside, path, overwrite: true);
    }

    [GeneratedRegex("^[a-z0-9-]{1,32}$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("[^a-z0-9-]")]
    private static partial Regex NotNamePattern();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex HashPattern();
}
