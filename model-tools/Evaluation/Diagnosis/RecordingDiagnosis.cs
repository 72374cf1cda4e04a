using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;

namespace AIoT.Embedded.ModelTools.Evaluation.Diagnosis;

/// <summary>What a recording's bearing suffers from if it is damaged.</summary>
/// <param name="File">The recording.</param>
/// <param name="All">All axes together.</param>
/// <param name="Axes">Each axis by itself.</param>
/// <param name="NominalRpm">Shaft speed as told; null when it was not.</param>
/// <param name="Rpm">Shaft speed used.</param>
/// <param name="SpeedFound">True when the speed used was found in the recording.</param>
/// <param name="WorkingRateHz">Rate after decimation.</param>
/// <param name="Revolutions">Length in revolutions of the shaft.</param>
/// <param name="Short">True when the recording is too short for the averaged spectrum and single windows were scored.</param>
/// <param name="Label">The known state; null when unknown.</param>
public sealed record RecordingDiagnosis(
    string File,
    AxisDiagnosis All,
    IReadOnlyList<AxisDiagnosis> Axes,
    double? NominalRpm,
    double Rpm,
    bool SpeedFound,
    double WorkingRateHz,
    double Revolutions,
    bool Short,
    BearingFault? Label);
