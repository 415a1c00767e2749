"""nbval runs every notebook and compares text. Numbers, figures and widgets are compared
here, as `tools/agreement.py` says."""

import os
import sys

sys.path.insert(0, os.path.dirname(__file__))


def pytest_configure(config):
    if not config.getoption("nbval", default=False):
        return
    from nbval.plugin import IPyNbCell, IPyNbFile

    from tools import agreement

    receive, compare_text = IPyNbFile.get_kernel_message, IPyNbCell.compare_outputs

    def get_kernel_message(self, *arguments, **options):
        """nbval passes over the messages of widgets; they say what an explorer shows."""
        message = receive(self, *arguments, **options)
        if not hasattr(self, "widget_models"):
            self.widget_models = agreement.Messages()
        self.widget_models.add(message)
        return message

    def compare_outputs(self, test, ref, skip_compare=None):
        stored = agreement.models_of(self.parent.nb.metadata)
        within = self.cell.metadata.get("within", agreement.WITHIN)
        found = agreement.differences(ref, test, stored, self.parent.widget_models, within)
        same_text = compare_text(self, agreement.with_kept_lines(ref, test), ref, skip_compare)
        self.comparison_traceback += [f"{sentence}\n" for sentence in found]
        if found or not same_text:
            self.comparison_traceback.append("If the change is meant: make notebooks\n")
        return same_text and not found

    IPyNbFile.get_kernel_message, IPyNbCell.compare_outputs = get_kernel_message, compare_outputs
