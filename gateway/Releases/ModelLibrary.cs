using System.Security.Cryptography;
using System.Text.Json;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Devices.References;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Trust;
using AIoT.Embedded.Wire;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Releases;

/// <summary>Signed model images and the keys that may have signed them. An image that is taken is a reference value for boards at once: its signature vouches for it.</summary>
public sealed class ModelLibrary(GatewayDatabase database, LedgerTree ledger, ReferenceBook references, TimeProvider time)
{
    private const int MostImages = 200;
    private const int MostKeys = 50;
    private const int IdBytes = 8;

    /// <exception cref="DeviceException">It is no key.</exception>
    /// <param name="pem">A P-256 public key as SubjectPublicKeyInfo in PEM.</param>
    public ModelKey AddKey(string pem, string name, string by)
    {
        if (name.Length is 0 or > 64 || name.Any(char.IsControl))
        {
            throw new DeviceException("name", "name: say whose key it is, in 1 to 64 characters");
        }

        byte[] key = PublicKey(pem);
        byte[] id = ModelSignature.KeyId(key);
        if (Keys().Count >= MostKeys)
        {
            throw new DeviceException("keys-full", $"there are {MostKeys} keys for models: remove old ones first");
        }

        long now = Now();
        lock (database.WriteGate)
        {
            database.Writer.Execute("INSERT OR IGNORE INTO model_keys (id, key, name, added_ms, added_by) VALUES (@id, @key, @name, @now, @by)", new { id, key, name, now, by });
        }

        return Keys().Single(kept => kept.Id == Convert.ToHexStringLower(id));
    }

    /// <exception cref="DeviceException">There is none.</exception>
    public ModelKey RemoveKey(string id, string by)
    {
        ModelKey key = Keys().FirstOrDefault(kept => kept.Id == id) ?? throw new DeviceException("no-key", $"there is no key {id} for models");
        lock (database.WriteGate)
        {
            database.Writer.Execute("DELETE FROM model_keys WHERE id = @id", new { id = Convert.FromHexString(id) });
        }

        return key;
    }

    public IReadOnlyList<ModelKey> Keys()
    {
        using SqliteConnection reader = database.OpenReader();
        return [.. reader.Query<(byte[] Id, string Name, long AddedMs, string AddedBy)>("SELECT id, name, added_ms, added_by FROM model_keys ORDER BY added_ms")
            .Select(row => new ModelKey(Convert.ToHexStringLower(row.Id), row.Name, row.AddedMs, row.AddedBy))];
    }

    /// <summary>Takes an image that one of the keys has signed; one that is there already stays.</summary>
    /// <exception cref="DeviceException">It is no image, or not signed by a known key, or its id and version stand for another image.</exception>
    public StoredModel Add(byte[] file, string by)
    {
        ModelImage image = Verified(file);
        byte[] hash = image.ComputeHash();
        string name = Convert.ToHexStringLower(hash);
        if (All().FirstOrDefault(model => model.Hash == name) is { } there)
        {
            return there;
        }

        IReadOnlyList<StoredModel> all = All();
        if (all.FirstOrDefault(model => model.Model == image.Id && model.Version == image.Version) is { } other)
        {
            throw new DeviceException("version-taken", $"{image.Id} version {image.Version} stands for another image ({other.Hash[..16]}): a new image takes a new version");
        }

        if (all.Count >= MostImages)
        {
            throw new DeviceException("models-full", $"there are {MostImages} images: that is as many as are kept");
        }

        long now = Now();
        references.Add(ReferenceBook.Model, image.Id, $"{image.Version}", name, "", by);
        ledger.Write((writer, transaction) =>
        {
            writer.Execute("INSERT INTO model_images (hash, model, version, file, added_ms, added_by) VALUES (@hash, @Id, @Version, @file, @now, @by)", new { hash, image.Id, Version = (long)image.Version, file, now, by }, transaction);
            Record(ledger, transaction, "added", 0, new StoredModel(name, image.Id, image.Version, file.Length, now, by), [], "", by, now);
            return true;
        });
        return new StoredModel(name, image.Id, image.Version, file.Length, now, by);
    }

    public IReadOnlyList<StoredModel> All()
    {
        using SqliteConnection reader = database.OpenReader();
        return [.. reader.Query<(byte[] Hash, string Model, long Version, long Bytes, long AddedMs, string AddedBy)>(
            "SELECT hash, model, version, length(file), added_ms, added_by FROM model_images ORDER BY model, version")
            .Select(row => new StoredModel(Convert.ToHexStringLower(row.Hash), row.Model, row.Version, row.Bytes, row.AddedMs, row.AddedBy))];
    }

    /// <param name="word">The hash or its beginning (8 digits at least), or <c>ID@VERSION</c>, or an id: its newest version.</param>
    /// <exception cref="DeviceException">None, or several.</exception>
    public StoredModel Find(string word)
    {
        IReadOnlyList<StoredModel> all = All();
        StoredModel[] found = [.. all.Where(model => model.Model == word).OrderByDescending(model => model.Version).Take(1)];
        if (found.Length == 0)
        {
            found = [.. all.Where(model => $"{model.Model}@{model.Version}" == word || (word.Length >= 8 && model.Hash.StartsWith(word, StringComparison.OrdinalIgnoreCase)))];
        }

        return found.Length == 1 ? found[0] : throw new DeviceException("no-model", found.Length == 0 ? $"there is no model `{word}`: see `aiot-gateway model list`" : $"`{word}` stands for several models: give more of the hash");
    }

    /// <returns>The file; null: it is not here.</returns>
    public byte[]? File(string hash)
    {
        using SqliteConnection reader = database.OpenReader();
        return reader.ExecuteScalar<byte[]?>("SELECT file FROM model_images WHERE hash = @hash", new { hash = Convert.FromHexString(hash) });
    }

    /// <param name="id">What readings call a model: the first 16 hex digits of its image's hash.</param>
    /// <returns>The file; null: it is not here.</returns>
    public byte[]? FileOfReading(string id)
    {
        if (id.Length != 2 * IdBytes || !id.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        using SqliteConnection reader = database.OpenReader();
        return reader.ExecuteScalar<byte[]?>("SELECT file FROM model_images WHERE substr(hash, 1, @IdBytes) = @prefix", new { IdBytes, prefix = Convert.FromHexString(id) });
    }

    /// <summary>An image whose signature one of the keys has made.</summary>
    /// <exception cref="DeviceException">It is none.</exception>
    public ModelImage Verified(byte[] file)
    {
        if (!ModelImage.TryParse(file, file.Length, out ModelImage image, out _, out string reason))
        {
            throw new DeviceException("damaged", $"this is no model image: {reason}");
        }

        byte[][] keys = KeyBytes();
        if (keys.Length == 0)
        {
            throw new DeviceException("no-keys", "no key for models is known: `aiot-gateway model key add KEY.pub.pem`");
        }

        byte[] hash = image.ComputeHash();
        ModelSignatureFault[] faults = [.. keys.Select(key => ModelSignature.Verify(image, hash, key))];
        if (faults.Contains(ModelSignatureFault.None))
        {
            return image;
        }

        ModelSignatureFault fault = faults.FirstOrDefault(fault => fault != ModelSignatureFault.OtherKey, ModelSignatureFault.OtherKey);
        throw new DeviceException("signature", $"{image.Id} version {image.Version}: {ModelSignature.Describe(fault)}");
    }

    internal static void Record(LedgerTree ledger, SqliteTransaction transaction, string change, long offer, StoredModel model, IReadOnlyList<string> devices, string reason, string by, long now)
    {
        var record = new OfferRecord
        {
            UtcMs = now, Change = change, Offer = offer, Model = model.Model, ModelVersion = model.Version, Hash = model.Hash, Devices = devices, Reason = reason, By = by, Previous = ledger.Previous,
        };
        ledger.Append(transaction, new LedgerEntry("", 0, now, OfferRecord.KindName, "", JsonSerializer.Serialize(record, GatewayJson.Options)));
    }

    private static byte[] PublicKey(string pem)
    {
        try
        {
            using ECDsa key = ECDsa.Create();
            key.ImportFromPem(pem);
            ECParameters parameters = key.ExportParameters(includePrivateParameters: false);
            if (key.KeySize == 256 && !pem.Contains("PRIVATE", StringComparison.Ordinal))
            {
                return [.. parameters.Q.X!, .. parameters.Q.Y!];
            }
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            // Told below.
        }

        throw new DeviceException("key", "this is no P-256 public key in PEM: give the .pub.pem that `aiot-model keygen` has made");
    }

    private byte[][] KeyBytes()
    {
        using SqliteConnection reader = database.OpenReader();
        return [.. reader.Query<byte[]>("SELECT key FROM model_keys")];
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
