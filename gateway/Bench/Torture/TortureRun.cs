using System.Diagnostics;
using AIoT.Embedded.Gateway.Bench.Load;
using AIoT.Embedded.Gateway.Bench.Processes;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Bench.Torture;

/// <summary>
/// SIGKILL at random moments, start-up included, while boards send; then the disk is counted. A killed process leaves what it had handed to
/// the kernel: this shows the order of commit and acknowledgement, not what a power cut does to a disk.
/// </summary>
public sealed class TortureRun(string folder, int boards, double perSecond, int seed, TextWriter notes, double minutes = 0)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<TortureReport> RunAsync(int kills)
    {
        var wall = Stopwatch.StartNew();
        var random = new Random(seed);
        int port = BenchBroker.FreePort();
        using ChildProcess broker = await BenchBroker.StartAsync(folder, port);
        var program = new GatewayProgram(folder, port, await LoadAssets.WriteAsync(folder, boards, recordSeconds: 5));
        using var plant = new LoadPlant(port, boards, (uint)random.Next(1, int.MaxValue / 2), silenceMs: 400);
        await plant.ConnectedAsync(Patience);
        plant.Go(perSecond, measure: false);
        int early = 0;
        int killed = 0;
        for (int kill = 1; kill <= kills && (minutes <= 0 || wall.Elapsed.TotalMinutes < minutes); kill++)
        {
            using ChildProcess doomed = program.Start();
            Task<string> ready = doomed.ReadyAsync(Patience);
            // A quarter of the kills come at any moment of the first second, the others under load.
            if (random.Next(4) > 0)
            {
                await Task.WhenAny(ready, Task.Delay(Patience));
                await Task.Delay(random.Next(0, 700));
            }
            else
            {
                await Task.Delay(random.Next(50, 1200));
            }

            if (doomed.HasExited)
            {
                throw new BenchException($"the gateway ended by itself before kill {kill} (seed {seed}): see {program.Log}");
            }

            early += ready.IsCompletedSuccessfully ? 0 : 1;
            doomed.Kill();
            killed = kill;
            if (kill % 50 == 0 || kill == kills)
            {
                notes.WriteLine($"{kill} kills, {plant.Acked} of {plant.Produced} acknowledged, {wall.Elapsed.TotalSeconds:0} s");
            }
        }

        using (ChildProcess last = program.Start())
        {
            await last.ReadyAsync(Patience);
            plant.Halt();
            if (!await plant.DrainAsync(Patience))
            {
                throw new BenchException($"readings are still not acknowledged {Patience.TotalSeconds} s after the last kill (seed {seed}): see {program.Log}");
            }

            await last.StopAsync();
        }

        (long lost, long duplicated) = Count(Path.Combine(program.Data, "gateway.db"), plant);
        (bool ledgerOk, long records) = await LedgerAsync(program);
        return new TortureReport(killed, plant.Acked, lost, duplicated, ledgerOk, records, plant.Produced, early, seed, Math.Round(wall.Elapsed.TotalSeconds, 1));
    }

    /// <summary>Goes through the table itself, not through the index that forbids a key twice.</summary>
    private static (long Lost, long Duplicated) Count(string database, LoadPlant plant)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        long lost = 0, duplicated = 0;
        foreach (LoadBoard board in plant.Boards)
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = """
                SELECT COUNT(*), COUNT(DISTINCT seq), COUNT(DISTINCT CASE WHEN seq <= $acked THEN seq END)
                FROM readings NOT INDEXED WHERE device = (SELECT id FROM devices WHERE name = $name) AND epoch = $epoch
                """;
            command.Parameters.AddWithValue("$acked", board.Acked);
            command.Parameters.AddWithValue("$name", board.Device);
            command.Parameters.AddWithValue("$epoch", (long)board.Epoch);
            using SqliteDataReader row = command.ExecuteReader();
            row.Read();
            duplicated += row.GetInt64(0) - row.GetInt64(1);
            lost += board.Acked - row.GetInt64(2);
        }

        return (lost, duplicated);
    }

    private async Task<(bool Ok, long Records)> LedgerAsync(GatewayProgram program)
    {
        using Process verify = Process.Start(new ProcessStartInfo(
            program.Program, ["ledger", "verify", Path.Combine(program.Data, "gateway.db"), "--key", Path.Combine(program.Data, "ledger.pub")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string said = await verify.StandardOutput.ReadToEndAsync();
        string complaint = await verify.StandardError.ReadToEndAsync();
        await verify.WaitForExitAsync();
        notes.WriteLine($"ledger verify: code {verify.ExitCode}: {said.Trim()}{complaint.Trim()}");
        using var connection = new SqliteConnection($"Data Source={Path.Combine(program.Data, "gateway.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand count = connection.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM ledger_records";
        return (verify.ExitCode == 0, (long)count.ExecuteScalar()!);
    }
}
