using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Store;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>
/// What people do to alarms. Each operation that changes something is one transaction: the alarm, the audit's line and a signed record of
/// the ledger. One that changes nothing (said before, or sent twice under one request id) writes nothing.
/// </summary>
public sealed class AlarmDesk(GatewayDatabase database, AlarmStore store, LedgerTree ledger, AssetCatalog catalog, TimeProvider time)
{
    /// <summary>Longest time on the shelf: a forgotten alarm is not a shelved one.</summary>
    public static readonly TimeSpan LongestShelf = TimeSpan.FromDays(7);

    public const int LongestComment = 500;

    /// <summary>Raised for each alarm that changed, when it is on disk.</summary>
    public event Action<AlarmRow>? Changed;

    public AlarmStore Store => store;

    /// <summary>Somebody has seen it.</summary>
    /// <returns>Null: there is no such alarm.</returns>
    public AlarmRow? Acknowledge(long id, Caller who, string comment, string request = "") => Change(id, who, comment, request, "acknowledge", AlarmCycle.Acknowledge, (transaction, row, now) =>
    {
        if (row.AcknowledgedUtcMs is null)
        {
            store.SetAcknowledged(transaction, row.Id, who.Name, now);
        }
    });

    /// <summary>Ends a latch.</summary>
    public AlarmRow? Reset(long id, Caller who, string comment, string request = "") => Change(id, who, comment, request, "reset", AlarmCycle.Reset, null);

    /// <summary>Puts a machine's alarms aside for a time.</summary>
    public AlarmRow? Shelve(long id, TimeSpan length, Caller who, string comment, string request = "") => OfMachine(id, row =>
    {
        long now = Now();
        Cover(row.Machine, row.Id, new AlarmCover(AlarmState.Shelved, who.Name, now, now + (long)length.TotalMilliseconds, comment), "shelve", who, request);
    });

    public AlarmRow? Unshelve(long id, Caller who, string comment, string request = "") =>
        OfMachine(id, row => Uncover(row.Machine, row.Id, AlarmState.Shelved, "unshelve", who, comment, request));

    /// <summary>Takes a machine's alarms out of service, or puts them back.</summary>
    /// <returns>False: there is no such machine.</returns>
    public bool OutOfService(string machine, bool outOfService, Caller who, string comment, string request = "")
    {
        if (catalog.Machines.All(asset => asset.Id != machine))
        {
            return false;
        }

        if (outOfService)
        {
            Cover(machine, null, new AlarmCover(AlarmState.OutOfService, who.Name, Now(), null, comment), "removeFromService", who, request);
        }
        else
        {
            Uncover(machine, null, AlarmState.OutOfService, "returnToService", who, comment, request);
        }

        return true;
    }

    /// <summary>What a technician found; a later verdict takes the place of an earlier one, and the ledger has both.</summary>
    public AlarmRow? Verdict(long id, string verdict, string fault, Caller who, string comment, string request = "")
    {
        AlarmRow? row = Write(transaction =>
        {
            if (store.Find(transaction, id) is not { } alarm || store.IsKnown(transaction, who, request)
                || (alarm.Verdict is { } before && (before.Verdict, before.Fault, before.By, before.Comment) == (verdict, fault, who.Name, comment)))
            {
                return [];
            }

            long now = Now();
            IReadOnlyList<Decisions.DecisionInput> inputs = store.InputsOf(transaction, alarm.Decision);
            long record = Append(transaction, Record(alarm.Machine, id, "verdict", who, comment, alarm.State, alarm.State) with
            {
                Verdict = verdict, Fault = fault, Decision = alarm.Decision, Inputs = inputs,
            }, request);
            store.SetVerdict(transaction, id, new AlarmVerdict(verdict, fault, who.Name, now, comment), inputs, record);
            return [id];
        }).FirstOrDefault();
        return row ?? store.Find(id);
    }

    /// <summary>Ends the shelves whose time is over; they were to end by themselves.</summary>
    public void EndShelves()
    {
        foreach (string machine in store.ShelvesOver(Now()))
        {
            Uncover(machine, null, AlarmState.Shelved, "unshelve", Caller.Gateway, "its time was over", "");
        }
    }

    /// <summary>The machine's settings say that its alarms mean nothing now, or that they mean something again.</summary>
    public void SuppressByDesign(string machine, bool suppressed, string why)
    {
        if (suppressed)
        {
            Cover(machine, null, new AlarmCover(AlarmState.Suppressed, Caller.Gateway.Name, Now(), null, why), "suppress", Caller.Gateway, "");
        }
        else
        {
            Uncover(machine, null, AlarmState.Suppressed, "unsuppress", Caller.Gateway, why, "");
        }
    }

    /// <summary>Tells of alarms that another has written.</summary>
    internal void Announce(IEnumerable<long> ids)
    {
        if (Changed is null)
        {
            return;
        }

        foreach (long id in ids)
        {
            if (store.Find(id) is { } row)
            {
                Changed.Invoke(row);
            }
        }
    }

    /// <summary>What a machine may be found to have: its models' faults and those of any machine.</summary>
    public IReadOnlyList<string> Faults { get; } =
        [.. catalog.Models.SelectMany(model => model.Classes.Where(name => !model.Normal.Contains(name))).Concat(AlarmVerdict.Faults).Distinct()];

    private AlarmRow? OfMachine(long id, Action<AlarmRow> act)
    {
        if (store.Find(id) is not { } row)
        {
            return null;
        }

        act(row);
        return store.Find(id);
    }

    private AlarmRow? Change(long id, Caller who, string comment, string request, string operation, Func<AlarmState, AlarmState> step, Action<SqliteTransaction, AlarmRow, long>? also)
    {
        AlarmRow? row = Write(transaction =>
        {
            if (store.Find(transaction, id) is not { } alarm || store.IsKnown(transaction, who, request))
            {
                return [];
            }

            AlarmState next = step(alarm.Under);
            if (next == alarm.Under)
            {
                return [];
            }

            AlarmState shown = next == AlarmState.Normal ? next : alarm.Hidden?.State ?? next;
            Append(transaction, Record(alarm.Machine, id, operation, who, comment, alarm.State, shown), request);
            store.SetState(transaction, id, next);
            also?.Invoke(transaction, alarm, Now());
            return [id];
        }).FirstOrDefault();
        return row ?? store.Find(id);
    }

    private void Cover(string machine, long? alarm, AlarmCover cover, string operation, Caller who, string request) => Write(transaction =>
    {
        IReadOnlyList<AlarmCover> covers = store.Covers(transaction, machine);
        AlarmCover? same = covers.FirstOrDefault(entry => entry.State == cover.State);
        // A shelf's end may be moved; the rest is as it was.
        bool unchanged = same is not null && (cover.UntilUtcMs is null || same.UntilUtcMs == cover.UntilUtcMs);
        if (unchanged || store.IsKnown(transaction, who, request))
        {
            return [];
        }

        AlarmState from = covers.Count == 0 ? store.Open(transaction, machine).LastOrDefault()?.Under ?? AlarmState.Normal : covers.Max(entry => entry.State);
        AlarmState to = covers.Select(entry => entry.State).Append(cover.State).Max();
        Append(transaction, Record(machine, alarm, operation, who, cover.Comment, from, to) with { UntilUtcMs = cover.UntilUtcMs }, request);
        store.Cover(transaction, machine, cover);
        return [.. store.Open(transaction, machine).Select(row => row.Id)];
    });

    private void Uncover(string machine, long? alarm, AlarmState kind, string operation, Caller who, string comment, string request) => Write(transaction =>
    {
        IReadOnlyList<AlarmCover> covers = store.Covers(transaction, machine);
        if (covers.All(entry => entry.State != kind) || store.IsKnown(transaction, who, request))
        {
            return [];
        }

        IReadOnlyList<AlarmRow> open = store.Open(transaction, machine);
        bool last = covers.Count == 1;
        AlarmState from = covers.Max(entry => entry.State);
        AlarmState to = last
            ? open.Select(row => AlarmCycle.Uncover(row.Under)).LastOrDefault(AlarmState.Normal)
            : covers.Where(entry => entry.State != kind).Max(entry => entry.State);
        Append(transaction, Record(machine, alarm, operation, who, comment, from, to), request);
        store.Uncover(transaction, machine, kind);
        foreach (AlarmRow row in last ? open : [])
        {
            AlarmState next = AlarmCycle.Uncover(row.Under);
            store.SetState(transaction, row.Id, next);
            if (next is AlarmState.Unacknowledged or AlarmState.LatchedUnacknowledged)
            {
                store.SetAcknowledged(transaction, row.Id, "", null);
            }
        }

        return [.. open.Select(row => row.Id)];
    });

    private AlarmRecord Record(string machine, long? alarm, string operation, Caller who, string comment, AlarmState from, AlarmState to) => new()
    {
        Machine = machine, UtcMs = Now(), Alarm = alarm, Operation = operation, By = who.Name, KeyId = who.KeyId, Comment = comment, From = from, To = to, Previous = ledger.Previous,
    };

    private long Append(SqliteTransaction transaction, AlarmRecord record, string request)
    {
        (long id, _) = ledger.Append(transaction, new LedgerEntry(
            record.Machine, 0, record.UtcMs, AlarmRecord.KindName, JsonNamingPolicy.CamelCase.ConvertName(record.To.ToString()), JsonSerializer.Serialize(record, GatewayJson.Options)));
        store.Keep(transaction, record, request, id);
        return id;
    }

    /// <summary>Runs a change in a transaction of its own, which ends with a signed head.</summary>
    /// <param name="change">Gives the alarms that it changed; where there are none nothing is written.</param>
    private List<AlarmRow> Write(Func<SqliteTransaction, IReadOnlyList<long>> change)
    {
        IReadOnlyList<long> ids;
        lock (database.WriteGate)
        {
            try
            {
                using SqliteTransaction transaction = database.Writer.BeginTransaction();
                ids = change(transaction);
                ledger.Seal(transaction);
                transaction.Commit();
                ledger.Committed();
            }
            catch
            {
                ledger.RolledBack();
                throw;
            }
        }

        List<AlarmRow> rows = [.. ids.Select(store.Find).OfType<AlarmRow>()];
        foreach (AlarmRow row in rows)
        {
            Changed?.Invoke(row);
        }

        return rows;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
