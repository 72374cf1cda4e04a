using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Models;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>
/// One machine's evidence over time. A reading moves its sensor's averages (by its weight), the sensors are fused, and hysteresis and
/// hold times, counted in windows and in sensor time, turn what is called for into a state. Nothing here reads a clock.
/// </summary>
public sealed class MachineFusion
{
    /// <summary>Longest step that uptime may take in one reading; above it the board's clock is not believed.</summary>
    private const long LongestStepMs = 7L * 24 * 3600 * 1000;

    /// <summary>Time between arrivals that is never called silence.</summary>
    private const long ShortestSilenceMs = 2000;

    private readonly AssetCatalog _catalog;
    private readonly FusionSettings _settings;
    private readonly IEnsemble? _ensemble;
    private readonly IDeviceStandings? _standings;
    private readonly Dictionary<string, DeviceStanding> _standingsBefore = [];

    /// <param name="standings">Null: boards are taken at their word.</param>
    public MachineFusion(MachineAsset asset, AssetCatalog catalog, MachineMemory memory, IEnsemble? ensemble = null, IDeviceStandings? standings = null)
    {
        Asset = asset;
        _catalog = catalog;
        _settings = catalog.Fusion;
        _ensemble = ensemble;
        _standings = standings;
        Memory = memory;
        Current = Assess();
    }

    public MachineAsset Asset { get; }

    public FusionSettings Settings => _settings;

    /// <summary>The gateway's own model that counts for this machine; empty without one.</summary>
    public string EnsembleId => _ensemble?.Of(Asset.Id) ?? "";

    public MachineMemory Memory { get; }

    /// <summary>Standings that have changed at this reading, as they were before, by sensor: a record says both, so that a replay knows how each reading was weighed.</summary>
    public IReadOnlyDictionary<string, DeviceStanding> StandingsBefore => _standingsBefore;

    /// <summary>The model that counted up to this reading where another one counts now; null: it is the same.</summary>
    public string? ModelBefore { get; private set; }

    /// <summary>As of the last reading.</summary>
    public Assessment Current { get; private set; }

    /// <summary>What each sensor that has spoken brings to <see cref="Current"/>, in the order of the assets: an explanation asks the fusion again with some of it left out.</summary>
    public IReadOnlyList<SensorShare> CurrentShares { get; private set; } = [];

    /// <summary>Takes a reading of one of the machine's sensors.</summary>
    /// <param name="payload">Its bytes, for the decision's evidence.</param>
    /// <returns>The state before it.</returns>
    public MachineCondition Take(SensorAsset sensor, SensorReading reading, byte[] payload, long receivedMs)
    {
        MachineCondition before = Memory.Condition;
        Memory.FirstReceivedMs = Memory.FirstReceivedMs == 0 ? receivedMs : Memory.FirstReceivedMs;
        Memory.LastReceivedMs = receivedMs;
        if (!Memory.Sensors.TryGetValue(sensor.Id, out SensorEvidence? evidence))
        {
            evidence = new SensorEvidence();
            Memory.Sensors[sensor.Id] = evidence;
        }

        if (reading.Flags.HasFlag(ReadingFlags.Spoilt))
        {
            evidence.Spoilt++;
            return before;
        }

        if (!Place(evidence, reading))
        {
            evidence.Late++;
            return before;
        }

        Memory.ClockMs = Math.Max(Memory.ClockMs, evidence.AtMs);
        Memory.Windows++;
        evidence.ReceivedMs = receivedMs;
        AskForTrust();
        AskForModel();
        Enter(evidence, reading, payload);
        Current = Assess();
        if (Current.IsKnown)
        {
            (Memory.KnownHealth, Memory.KnownUtcMs) = (Current.Health, receivedMs);
        }

        Decide(receivedMs);
        return before;
    }

    /// <summary>Starts the evidence of the next decision record.</summary>
    public void Recorded()
    {
        Memory.LastRecordMs = Memory.ClockMs;
        Memory.Recorded = true;
        Memory.TrustMoved = false;
        _standingsBefore.Clear();
        ModelBefore = null;
        foreach (SensorEvidence evidence in Memory.Sensors.Values)
        {
            evidence.SinceSeq = 0;
            evidence.SinceCount = 0;
            evidence.SinceHash = new string('0', 64);
        }
    }

    /// <summary>Fault evidence of one sensor from its averaged class probabilities: 1 - P(normal) where the model has normal classes, else its highest fault.</summary>
    public double FaultOf(SensorEvidence evidence) => FaultOf(Mixed(evidence), _catalog.ModelOf(evidence.Model));

    /// <summary>Board's and gateway's averaged class probabilities of one sensor, mixed by the ensemble's share.</summary>
    public IReadOnlyDictionary<string, double> Mixed(SensorEvidence evidence)
    {
        if (evidence.Ensemble.Count == 0)
        {
            return evidence.Board;
        }

        double share = evidence.Board.Count == 0 ? 1 : _settings.EnsembleShare;
        return evidence.Board.Keys.Union(evidence.Ensemble.Keys).ToDictionary(
            name => name,
            name => ((1 - share) * evidence.Board.GetValueOrDefault(name)) + (share * evidence.Ensemble.GetValueOrDefault(name)));
    }

    private static double FaultOf(IReadOnlyDictionary<string, double> classes, ScoreModel model)
    {
        double normal = 0, worst = 0;
        bool hasNormal = false;
        foreach ((string name, double p) in classes)
        {
            if (model.Normal.Contains(name))
            {
                normal += p;
                hasNormal = true;
            }
            else
            {
                worst = Math.Max(worst, p);
            }
        }

        return classes.Count == 0 ? 0 : hasNormal ? Math.Clamp(1 - normal, 0, 1) : worst;
    }

    /// <summary>Puts a reading on the machine's time axis; false for one that is older than what the averages have seen.</summary>
    private bool Place(SensorEvidence evidence, SensorReading reading)
    {
        if (evidence.Windows > 0 && evidence.Epoch == reading.Epoch && evidence.Boot == reading.Boot)
        {
            long at = evidence.OffsetMs + reading.UptimeMs;
            if (reading.Seq <= evidence.Seq)
            {
                return false;
            }

            long step = at - evidence.AtMs;
            if (step is >= 0 and <= LongestStepMs)
            {
                double interval = step / (double)(reading.Seq - evidence.Seq);
                evidence.IntervalMs = evidence.IntervalMs == 0 ? interval : evidence.IntervalMs + ((interval - evidence.IntervalMs) / 8);
                evidence.AtMs = at;
                evidence.Seq = reading.Seq;
                return true;
            }
        }
        else if (evidence.Windows > 0 && evidence.Epoch == reading.Epoch && reading.Seq <= evidence.Seq)
        {
            return false;
        }

        // The sensor's first reading, or its board has started again: it goes on where the machine is.
        evidence.AtMs = Math.Max(Memory.ClockMs, evidence.AtMs + (long)evidence.IntervalMs);
        evidence.OffsetMs = evidence.AtMs - reading.UptimeMs;
        evidence.Epoch = reading.Epoch;
        evidence.Boot = reading.Boot;
        evidence.Seq = reading.Seq;
        return true;
    }

    /// <summary>
    /// How the machine's boards stand now. What a board has shown while it did not count is forgotten when it begins to count.
    /// </summary>
    private void AskForTrust()
    {
        if (_standings is null)
        {
            return;
        }

        foreach (SensorAsset sensor in Asset.Sensors)
        {
            if (!Memory.Sensors.TryGetValue(sensor.Id, out SensorEvidence? evidence))
            {
                continue;
            }

            DeviceTrust now = _standings.Of(sensor.Device);
            DeviceTrust? before = evidence.Trust;
            if (before == now)
            {
                continue;
            }

            evidence.Trust = now;
            Memory.TrustMoved |= before?.Standing != now.Standing;
            if (before is not null && before.Standing != now.Standing)
            {
                _standingsBefore[sensor.Id] = before.Standing;
            }

            if (!Counts(before) && Counts(now))
            {
                evidence.Forget();
            }
        }
    }

    private void AskForModel()
    {
        string now = EnsembleId;
        if (Memory.CountingModel is { } before && before != now)
        {
            ModelBefore = before;
        }

        Memory.CountingModel = now;
    }

    private bool Counts(DeviceTrust? trust) => TrustWeight.Of(trust, _settings.Unattested) is not { Factor: 0 };

    private void Enter(SensorEvidence evidence, SensorReading reading, byte[] payload)
    {
        double weight = ReadingQuality.Product(ReadingQuality.Of(reading.Flags));
        double alpha = weight * 2 / (_settings.SmoothingWindows + 1);
        evidence.Windows++;
        evidence.Flags = reading.Flags;
        evidence.BoardState = reading.State;
        evidence.Velocity = reading.Velocity;
        evidence.SmoothVelocity = evidence.SmoothVelocity < 0 ? reading.Velocity : evidence.SmoothVelocity + (alpha * (reading.Velocity - evidence.SmoothVelocity));
        evidence.Baseline.Add(reading.Velocity, weight, _settings.BaselineWindows, _settings.DriftAllowance, _settings.DriftLimit);
        if (evidence.Model != reading.Model)
        {
            evidence.Model = reading.Model;
            evidence.Board.Clear();
            evidence.Ensemble.Clear();
        }

        ScoreModel model = _catalog.ModelOf(reading.Model);
        Dictionary<string, double> now = [];
        for (int i = 0; i < reading.Scores.Length; i++)
        {
            now[model.ClassName(i)] = ScoreCalibration.Probability(reading.Scores[i], model);
        }

        Average(evidence.Board, now, alpha);
        AskEnsemble(evidence, reading, model, now, alpha);

        evidence.Streak = FaultOf(now, model) >= _settings.WarningOn ? evidence.Streak + 1 : 0;
        evidence.SinceSeq = evidence.SinceSeq == 0 ? reading.Seq : evidence.SinceSeq;
        evidence.SinceCount++;
        byte[] chained = SHA256.HashData([.. Convert.FromHexString(evidence.SinceHash), .. SHA256.HashData(payload)]);
        evidence.SinceHash = Convert.ToHexStringLower(chained);
    }

    private void AskEnsemble(SensorEvidence evidence, SensorReading reading, ScoreModel model, Dictionary<string, double> board, double alpha)
    {
        // Kept whether or not a model is there: a replay must find what the first model that comes finds.
        evidence.Features = Asset.Sensors.Count > 1 ? reading.Features : [];
        if (_ensemble is not { HasModels: true })
        {
            evidence.EnsembleModel = "";
            evidence.Ensemble.Clear();
            return;
        }

        string id = EnsembleId;
        if (evidence.EnsembleModel != id)
        {
            // Averages of two models are no model's.
            evidence.EnsembleModel = id;
            evidence.Ensemble.Clear();
        }

        int own = 0;
        int[]?[] features = new int[]?[Asset.Sensors.Count];
        for (int i = 0; i < features.Length; i++)
        {
            if (Memory.Sensors.TryGetValue(Asset.Sensors[i].Id, out SensorEvidence? other))
            {
                own = other == evidence ? i : own;
                features[i] = other == evidence ? reading.Features : other.Features.Length > 0 && Weigh(other).Weight > 0 ? other.Features : null;
            }
        }

        if (_ensemble.Score(Asset, own, features, model, board) is { } second)
        {
            Average(evidence.Ensemble, second, alpha);
        }
        else
        {
            evidence.Ensemble.Clear();
        }
    }

    /// <summary>The first window starts the average; that one window alone proves nothing is the hold times' business.</summary>
    private static void Average(Dictionary<string, double> averages, IReadOnlyDictionary<string, double> now, double alpha)
    {
        bool first = averages.Count == 0;
        foreach ((string name, double p) in now)
        {
            averages[name] = first ? p : averages.GetValueOrDefault(name) + (alpha * (p - averages.GetValueOrDefault(name)));
        }
    }

    private Assessment Assess()
    {
        var weights = new Dictionary<string, SensorWeight>();
        var pools = new Dictionary<string, double>();
        var speakers = new Dictionary<string, (string Sensor, double Said)>();
        var normal = new HashSet<string>();
        List<SensorShare> shares = [];
        foreach (SensorAsset sensor in Asset.Sensors)
        {
            if (!Memory.Sensors.TryGetValue(sensor.Id, out SensorEvidence? evidence))
            {
                weights[sensor.Id] = new SensorWeight(0, [new WeightPart("no reading yet", 0)]);
                continue;
            }

            SensorWeight weight = Weigh(evidence);
            weights[sensor.Id] = weight;
            ScoreModel model = _catalog.ModelOf(evidence.Model);
            IReadOnlyDictionary<string, double> classes = Mixed(evidence);
            shares.Add(new SensorShare(sensor.Id, weight.Weight, FaultOf(classes, model), Math.Max(0, evidence.SmoothVelocity), evidence.Baseline.Cusum / _settings.DriftLimit));
            foreach ((string name, double p) in classes)
            {
                pools[name] = pools.GetValueOrDefault(name) + EvidenceFusion.Said(weight.Weight, p);
                double said = weight.Weight * p;
                if (said > speakers.GetValueOrDefault(name, ("", -1)).Item2)
                {
                    speakers[name] = (sensor.Id, said);
                }

                if (model.Normal.Contains(name))
                {
                    normal.Add(name);
                }
            }
        }

        CurrentShares = shares;
        FusedEvidence all = EvidenceFusion.Of(shares, Asset.Iso, _settings, Memory.Fault);
        Memory.Fault = all.Fault;
        double total = shares.Sum(share => share.Weight);
        Dictionary<string, double> fused = pools.ToDictionary(pool => pool.Key, pool => EvidenceFusion.Pooled(pool.Value, total, 0));
        KeyValuePair<string, double> worst = fused.Where(entry => !normal.Contains(entry.Key)).OrderByDescending(entry => entry.Value).FirstOrDefault();
        string likeliest = worst.Key ?? "";
        return new Assessment(
            all.Fault,
            likeliest,
            likeliest.Length > 0 ? speakers[likeliest].Sensor : "",
            fused,
            all.Velocity,
            all.VelocitySensor,
            all.VelocitySensor.Length > 0 ? ZoneWithHysteresis(all.Velocity) : Memory.Zone,
            all.Drift,
            all.DriftSensor,
            weights,
            all.Health,
            all.Parts,
            weights.Values.Select(weight => weight.Weight).DefaultIfEmpty(0).Max());
    }

    private SensorWeight Weigh(SensorEvidence evidence)
    {
        List<WeightPart> parts = [.. ReadingQuality.Of(evidence.Flags)];
        if (TrustWeight.Of(evidence.Trust, _settings.Unattested) is { } trust)
        {
            parts.Add(trust);
        }

        // Boards that catch up send in bursts, one after the other: only a sensor that others have outlived on the clock too is silent.
        bool outlived = Memory.LastReceivedMs - evidence.ReceivedMs > ShortestSilenceMs;
        if (outlived && ReadingQuality.OfSilence(Memory.ClockMs - evidence.AtMs, evidence.IntervalMs, _settings.StaleIntervals) is { } silence)
        {
            parts.Add(silence);
        }

        return new SensorWeight(ReadingQuality.Product(parts), parts);
    }

    private char ZoneWithHysteresis(double velocity)
    {
        char now = Asset.Iso.ZoneOf(velocity);
        char relaxed = Asset.Iso.ZoneOf(velocity / _settings.ZoneHysteresis);
        // Down only when below the limit by the hysteresis: the relaxed reading must have left the zone too.
        return now >= Memory.Zone ? now : (char)Math.Min(Memory.Zone, relaxed);
    }

    private void Decide(long receivedMs)
    {
        bool inWarning = Memory.Condition >= MachineCondition.Warning;
        bool inAlarm = Memory.Condition == MachineCondition.Alarm;
        bool blind = !Current.IsKnown;
        Memory.Blind.Update(blind, Memory.ClockMs);
        if (blind)
        {
            // Nothing can be said: an alarm or a warning stays until there is evidence, and what was normal is not known any more.
            if (Memory.Condition == MachineCondition.Normal && Memory.Blind.HeldFor(true, Memory.ClockMs, _settings.FallWindows, _settings.FallSeconds))
            {
                Become(MachineCondition.Unknown, Memory.ClockMs, receivedMs);
            }

            return;
        }

        Memory.Zone = Current.Zone;
        Memory.Drifting = Current.Drift >= (Memory.Drifting ? 0.5 : 1);
        bool alarm = Current.Fault >= (inAlarm ? _settings.AlarmOff : _settings.AlarmOn) || Current.Zone == 'D';
        bool warning = alarm || Current.Fault >= (inWarning ? _settings.WarningOff : _settings.WarningOn) || Current.Zone >= 'C' || Memory.Drifting;
        long now = Memory.ClockMs;
        Memory.Alarm.Update(alarm, now);
        Memory.Warning.Update(warning, now);

        MachineCondition next = Memory.Condition;
        if (!inAlarm && Memory.Alarm.HeldFor(true, now, _settings.RiseWindows, _settings.RiseSeconds))
        {
            next = MachineCondition.Alarm;
        }
        else if (!inWarning && Memory.Warning.HeldFor(true, now, _settings.RiseWindows, _settings.RiseSeconds))
        {
            next = MachineCondition.Warning;
        }
        else if (inWarning && Memory.Warning.HeldFor(false, now, _settings.FallWindows, _settings.FallSeconds))
        {
            next = MachineCondition.Normal;
        }
        else if (inAlarm && Memory.Alarm.HeldFor(false, now, _settings.FallWindows, _settings.FallSeconds))
        {
            next = MachineCondition.Warning;
        }
        else if (Memory.Condition == MachineCondition.Unknown && Memory.Warning.HeldFor(false, now, _settings.RiseWindows, 0))
        {
            next = MachineCondition.Normal;
        }

        if (next != Memory.Condition)
        {
            Become(next, now, receivedMs);
        }
    }

    private void Become(MachineCondition next, long now, long receivedMs)
    {
        Memory.Condition = next;
        Memory.ConditionSinceMs = now;
        Memory.ConditionSinceUtcMs = receivedMs;
        if (next == MachineCondition.Alarm)
        {
            Memory.Alarms++;
            if (Memory.FirstAlarmMs < 0)
            {
                Memory.FirstAlarmMs = now;
                Memory.FirstAlarmUtcMs = receivedMs;
            }
        }
    }
}
