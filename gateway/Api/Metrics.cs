using System.Globalization;
using System.Text;
using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.FieldIo;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Messaging;
using AIoT.Embedded.Gateway.Models;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Timing;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>What the gateway counts, in Prometheus' text format 0.0.4.</summary>
public sealed class Metrics(IngestPipeline ingest, FusionWorker fusion, StreamTable streams, LedgerTree ledger, StorageMonitor storage, ReadingStore readings, IMessageClient client, GatewayViews views, AlarmMetrics alarms, IServiceProvider services)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public string Write()
    {
        var text = new StringBuilder();
        IngestCounters counters = ingest.Counters;
        Counter("aiot_messages_received_total", "Messages from the broker.", counters.Received);
        Counter("aiot_readings_committed_total", "Readings put on disk.", counters.Committed);
        Counter("aiot_readings_duplicate_total", "Readings that were there already.", counters.Duplicates);
        Counter("aiot_messages_refused_total", "Messages kept aside.", counters.Poison);
        Counter("aiot_messages_shed_total", "Messages dropped because the queue stayed full.", counters.Shed);
        Counter("aiot_commits_total", "Transactions.", counters.Commits);
        Counter("aiot_commit_failures_total", "Transactions that failed.", counters.CommitFailures);
        Counter("aiot_cursors_total", "Acknowledgements handed to the broker.", counters.Cursors);
        Counter("aiot_readings_fused_total", "Readings judged.", fusion.Taken);
        Gauge("aiot_queue_messages", "Messages waiting for the disk.", ingest.Waiting);
        Gauge("aiot_readings_missing", "Gaps below the boards' highest numbers.", streams.Snapshot().Sum(stream => stream.Missing));
        Gauge("aiot_broker_connected", "1: the broker takes us.", client.IsReady ? 1 : 0);
        StorageStatus disk = storage.Status;
        Gauge("aiot_storage_ok", "1: the disk takes what is written.", disk.State == "ok" ? 1 : 0);
        Gauge("aiot_storage_free_bytes", "Room on the disk.", disk.FreeBytes);
        Gauge("aiot_storage_used_bytes", "Pages of the database in use.", disk.UsedBytes);
        Counter("aiot_readings_retired_total", "Readings taken off the disk by retention.", disk.RetiredReadings);
        Gauge("aiot_ledger_records", "Records in the ledger.", ledger.Size);
        if (services.GetRequiredService<EnsembleRunner>().Status is { State: not "none" } model)
        {
            Gauge("aiot_model_ok", "1: the gateway's own model scores.", model.State == "ok" ? 1 : 0);
        }

        // Without evidence there is no sample: a 0 or a 100 would be somebody's average.
        Head("aiot_machine_health", "0 to 100; absent while no sensor stands behind a figure.", "gauge");
        IReadOnlyList<MachineView> machines = views.Machines();
        foreach (MachineView machine in machines.Where(machine => machine.Health is not null))
        {
            Line($"aiot_machine_health{Labels(machine)}", machine.Health!.Value);
        }

        Head("aiot_machine_known", "1: a sensor stands behind the machine's figures.", "gauge");
        foreach (MachineView machine in machines)
        {
            Line($"aiot_machine_known{Labels(machine)}", machine.Health is null ? 0 : 1);
        }

        Head("aiot_machine_alarm", "1: in alarm.", "gauge");
        foreach (MachineView machine in machines)
        {
            Line($"aiot_machine_alarm{Labels(machine)}", machine.State == MachineCondition.Alarm ? 1 : 0);
        }

        if (services.GetService<FieldIoService>()?.Status() is { State: not "none" } field)
        {
            Head("aiot_temperature_celsius", "Temperature sensors of the gateway's own machine.", "gauge");
            foreach (TemperatureReading reading in field.Temperatures.Where(reading => reading.Celsius is not null))
            {
                Line($"aiot_temperature_celsius{{sensor=\"{reading.Id}\",machine=\"{reading.Machine}\"}}", reading.Celsius!.Value);
            }

            Head("aiot_speed_input_rpm", "Revolutions a minute by pulses.", "gauge");
            foreach (SpeedReading reading in field.Speeds.Where(reading => reading.Rpm is not null))
            {
                Line($"aiot_speed_input_rpm{{input=\"{reading.Id}\"}}", reading.Rpm!.Value);
            }
        }

        AlarmMetrics.Figures figures = alarms.Read();
        Counter("aiot_alarms_total", "Alarms raised.", figures.Raised);
        Gauge("aiot_alarms_last_10_minutes", "Alarms raised in the last ten minutes.", figures.Recent);
        Gauge("aiot_alarm_flood", "1: more than ten alarms in ten minutes (ISA-18.2).", figures.Recent > AlarmMetrics.Flood ? 1 : 0);
        Head("aiot_alarms", "Alarms that are not over, by state.", "gauge");
        foreach ((AlarmState state, int count) in figures.ByState)
        {
            Line($"aiot_alarms{{state=\"{System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(state.ToString())}\"}}", count);
        }

        foreach (DeviceMetrics.Family family in services.GetRequiredService<DeviceMetrics>().Read())
        {
            Head(family.Name, family.Help, family.Type);
            foreach ((string label, long value) in family.Values)
            {
                Line(family.Label.Length == 0 ? family.Name : $"{family.Name}{{{family.Label}=\"{label}\"}}", value);
            }
        }

        Head("aiot_phase_seconds", "How long the phases between a message and its acknowledgement take.", "histogram");
        foreach (Phase phase in readings.Times.All)
        {
            PhaseStatus status = phase.Status;
            foreach (double ms in (double[])[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000])
            {
                Line($"aiot_phase_seconds_bucket{{phase=\"{phase.Name}\",le=\"{(ms / 1000).ToString("R", CultureInfo.InvariantCulture)}\"}}", phase.CountUpTo(ms));
            }

            Line($"aiot_phase_seconds_bucket{{phase=\"{phase.Name}\",le=\"+Inf\"}}", status.Count);
            Line($"aiot_phase_seconds_sum{{phase=\"{phase.Name}\"}}", status.SumMs / 1000);
            Line($"aiot_phase_seconds_count{{phase=\"{phase.Name}\"}}", status.Count);
        }

        Counter("dotnet_gc_pause_seconds_total", "Time that the collector stopped everything.", GC.GetTotalPauseDuration().TotalSeconds);
        Gauge("process_resident_memory_bytes", "Resident memory.", Environment.WorkingSet);
        Counter("process_cpu_seconds_total", "CPU time.", Environment.CpuUsage.TotalTime.TotalSeconds);
        return text.ToString();

        // Levels hold neither quotes nor backslashes.
        static string Labels(MachineView machine) =>
            $"{{enterprise=\"{machine.Place.Enterprise}\",site=\"{machine.Place.Site}\",area=\"{machine.Place.Area}\",line=\"{machine.Place.Line}\",machine=\"{machine.Id}\"}}";

        void Counter(string name, string help, double value)
        {
            Head(name, help, "counter");
            Line(name, value);
        }

        void Gauge(string name, string help, double value)
        {
            Head(name, help, "gauge");
            Line(name, value);
        }

        void Head(string name, string help, string type) => text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

        void Line(string name, double value) => text.Append(name).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }
}
