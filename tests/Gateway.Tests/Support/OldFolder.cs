using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>A data folder as the gateway of schema 2 left it: two boards, 64 readings, two decisions, a signed ledger.</summary>
public static class OldFolder
{
    public static string Assets => Path.Combine(Source, "assets.yaml");

    private static string Source => Path.Combine(AppContext.BaseDirectory, "Store", "SchemaTwoFolder");

    public static void Lay(string folder)
    {
        foreach (string name in (string[])["ledger.key", "ledger.pub"])
        {
            File.Copy(Path.Combine(Source, name), Path.Combine(folder, name));
            File.SetUnixFileMode(Path.Combine(folder, name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using var file = new SqliteConnection($"Data Source={Path.Combine(folder, "gateway.db")};Pooling=False");
        file.Open();
        file.Execute("PRAGMA page_size=8192; PRAGMA journal_mode=WAL;");
        file.Execute(File.ReadAllText(Path.Combine(Source, "gateway.sql")));
    }
}
