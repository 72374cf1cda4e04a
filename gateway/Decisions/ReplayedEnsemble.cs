using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Models;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>The model that a record says counted.</summary>
internal sealed class ReplayedEnsemble : IEnsemble
{
    private string _id = "";
    private IEnsemble? _model;

    public bool HasModels => _model is not null;

    public bool Set(string id, Func<string, IEnsemble?> models)
    {
        if (id != _id)
        {
            _id = id;
            _model = id.Length > 0 ? models(id) : null;
        }

        return id.Length == 0 || _model is not null;
    }

    public string Of(string machine) => _id;

    public IReadOnlyDictionary<string, double>? Score(MachineAsset machine, int sensor, IReadOnlyList<int[]?> features, ScoreModel meaning, IReadOnlyDictionary<string, double> board) =>
        _model?.Score(machine, sensor, features, meaning, board);
}
