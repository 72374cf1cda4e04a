using System.Security.Cryptography;
using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Broker;
using AIoT.Embedded.Gateway.Devices.Enrolling;
using AIoT.Embedded.Gateway.Explanations;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Models;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tpm;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Setup;

/// <summary>A copy of a data folder: the database by SQLite's online backup, the small files as they are, a manifest of hashes.</summary>
public static class Backup
{
    private const string Database = "gateway.db";
    private const string ManifestName = "backup.json";
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly string[] Small = [SettingsFile.Name, "assets.yaml", ApiKeyFile.Name, FileLedgerSigner.KeyFile, FileLedgerSigner.PublicFile, DeviceKeyVault.FileName, TpmLedgerSigner.FileName];
    private static readonly string[] Folders = [CertificateAuthority.Folder, PrivateBroker.Folder, ModelRegistry.Folder, ExplanationServices.ImageFolder];

    /// <returns>Readings in the copy, and what verifying its ledger found.</returns>
    /// <exception cref="UsageException">There is nothing to copy, the place is taken, or the copy is not sound.</exception>
    public static (long Readings, LedgerFinding Ledger) Make(string folder, string to)
    {
        string database = Path.Combine(folder, Database);
        if (!File.Exists(database))
        {
            throw new UsageException($"{database}: there is no database: give the gateway's data folder with --data");
        }

        if (Directory.Exists(to) && Directory.EnumerateFileSystemEntries(to).Any())
        {
            throw new UsageException($"{to}: this folder is not empty: give one that is not there yet");
        }

        Directory.CreateDirectory(to, OwnerFolder);
        File.SetUnixFileMode(to, OwnerFolder);
        string copy = Path.Combine(to, Database);
        try
        {
            using var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ToString());
            source.Open();
            target.Open();
            source.BackupDatabase(target);

            // A copy that is one file, and that can be read from a read-only disk.
            target.Execute("PRAGMA journal_mode=DELETE");
        }
        catch (SqliteException wrong)
        {
            throw new UsageException($"{database}: can't be copied to {to}: {wrong.Message}");
        }

        File.SetUnixFileMode(copy, PrivateFile.OwnerOnly);
        foreach (string name in Small.Where(name => File.Exists(Path.Combine(folder, name))).Concat(Folders.Where(inner => Directory.Exists(Path.Combine(folder, inner)))
            .SelectMany(inner => Directory.EnumerateFiles(Path.Combine(folder, inner)).Select(file => Path.Combine(inner, Path.GetFileName(file))))))
        {
            if (name.EndsWith(".pid", StringComparison.Ordinal))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!, OwnerFolder);
            File.Copy(Path.Combine(folder, name), Path.Combine(to, name));
        }

        Dictionary<string, string> files = Directory.EnumerateFiles(to, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(to, file), Hash);
        PrivateFile.Write(Path.Combine(to, ManifestName), JsonSerializer.Serialize(new BackupManifest(1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), files), GatewayJson.Options) + "\n");
        return Check(to);
    }

    /// <returns>The ledger's size, with the record of this restore.</returns>
    /// <exception cref="UsageException">The backup is damaged, a gateway runs on the folder, or it holds something already.</exception>
    public static long Restore(string from, string folder, bool replace)
    {
        (_, LedgerFinding finding) = Check(from);
        if (!finding.Ok)
        {
            throw new UsageException($"{from}: the backup's ledger does not verify ({finding.Reason}): use another backup");
        }

        Directory.CreateDirectory(folder, OwnerFolder);
        using (FileStream hold = Hold(folder))
        {
            string database = Path.Combine(folder, Database);
            if (File.Exists(database) && !replace)
            {
                throw new UsageException($"{database}: there is a database already: restore to another folder, or say --replace to put it aside");
            }

            string stamp = DateTimeOffset.UtcNow.ToString("yyyyMMdd'T'HHmmss", System.Globalization.CultureInfo.InvariantCulture);
            foreach (string old in new[] { database, database + "-wal", database + "-shm" }.Where(File.Exists))
            {
                File.Move(old, $"{old}.replaced-{stamp}");
            }

            foreach (string name in Manifest(from).Files.Keys)
            {
                string target = Path.Combine(folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!, OwnerFolder);
                if (File.Exists(target))
                {
                    File.Move(target, $"{target}.replaced-{stamp}");
                }

                File.Copy(Path.Combine(from, name), target);
            }
        }

        return Note(folder);
    }

    /// <summary>The hold on a folder that a running gateway has.</summary>
    public static FileStream Hold(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "gateway.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new UsageException($"{folder}: a gateway runs on this data folder: stop it first");
        }
    }

    private static long Note(string folder)
    {
        using GatewayDatabase database = GatewayDatabase.Open(folder);
        using ILedgerSigner signer = LedgerKeys.Open(database, folder);
        var ledger = new LedgerTree(database, signer, TimeProvider.System);
        lock (database.WriteGate)
        {
            using SqliteTransaction transaction = database.Writer.BeginTransaction();
            TreeHead? head = LedgerStore.NewestHead(database.Writer);
            long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            string body = JsonSerializer.Serialize(
                new { version = 1, kind = "restore", utcMs = now, size = head?.Size ?? 0, root = Convert.ToHexStringLower(head?.Root ?? MerkleHash.EmptyRoot), previous = ledger.Previous }, GatewayJson.Options);
            ledger.Append(transaction, new LedgerEntry("", 0, now, "restore", "", body));
            ledger.Seal(transaction);
            transaction.Commit();
            ledger.Committed();
            return ledger.Size;
        }
    }

    private static (long Readings, LedgerFinding Ledger) Check(string folder)
    {
        foreach ((string name, string hash) in Manifest(folder).Files)
        {
            string file = Path.Combine(folder, name);
            if (Path.IsPathRooted(name) || name.Split('/').Contains(".."))
            {
                throw new UsageException($"{folder}: the backup's manifest names `{name}`, which is not in it: use another backup");
            }

            if (!File.Exists(file) || Hash(file) != hash)
            {
                throw new UsageException($"{file}: {(File.Exists(file) ? "is not as it was copied" : "is missing")}: use another backup");
            }
        }

        string database = Path.Combine(folder, Database);
        try
        {
            using SqliteConnection connection = DatabaseLedger.Open(database);
            string integrity = connection.ExecuteScalar<string>("PRAGMA integrity_check(1)") ?? "";
            if (integrity != "ok")
            {
                throw new UsageException($"{database}: the copy is not sound: {integrity.ReplaceLineEndings(" ")}");
            }

            long readings = connection.ExecuteScalar<long>("SELECT COUNT(*) FROM readings");
            using LedgerPublicKey key = LedgerPublicKey.Load(Path.Combine(folder, FileLedgerSigner.PublicFile));
            return (readings, DatabaseLedger.Verify(connection, key));
        }
        catch (SqliteException wrong)
        {
            throw new UsageException($"{database}: the copy is not sound: {wrong.Message}");
        }
    }

    private static BackupManifest Manifest(string folder)
    {
        string path = Path.Combine(folder, ManifestName);
        try
        {
            BackupManifest manifest = JsonSerializer.Deserialize<BackupManifest>(File.ReadAllText(path), GatewayJson.Options) ?? throw new JsonException("empty");
            return manifest.Version == 1 && manifest.Files is not null ? manifest : throw new JsonException($"version {manifest.Version}");
        }
        catch (Exception wrong) when (wrong is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: this is no backup of a gateway ({wrong.Message.ReplaceLineEndings(" ")}): give a folder that `aiot-gateway backup` made");
        }
    }

    private static string Hash(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
