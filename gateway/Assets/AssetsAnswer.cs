using AIoT.Embedded.Gateway.FieldIo;

namespace AIoT.Embedded.Gateway.Assets;

/// <summary>The assets file as it was understood.</summary>
public sealed record AssetsAnswer(IReadOnlyList<MachineAsset> Machines, IReadOnlyList<ScoreModel> Models, FusionSettings Fusion, FieldIoSettings FieldIo);
